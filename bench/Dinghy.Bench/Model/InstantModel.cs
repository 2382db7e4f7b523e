using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Dinghy.Bench.Model;

/// <summary>An OpenAI-compatible model that answers the same few tokens at once, whatever is asked.</summary>
internal static class InstantModel
{
    private static readonly byte[] s_answer =
        """
        data: {"id":"c1","object":"chat.completion.chunk","model":"instant","choices":[{"index":0,"delta":{"role":"assistant","content":"Yes"},"finish_reason":null}]}

        data: {"id":"c1","object":"chat.completion.chunk","model":"instant","choices":[{"index":0,"delta":{"content":", "},"finish_reason":null}]}

        data: {"id":"c1","object":"chat.completion.chunk","model":"instant","choices":[{"index":0,"delta":{"content":"at once."},"finish_reason":null}]}

        data: {"id":"c1","object":"chat.completion.chunk","model":"instant","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        data: [DONE]


        """u8.ToArray();

    /// <summary>Prints its address on stdout; runs until stdin ends.</summary>
    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.Run(async http =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null);
            http.Response.ContentType = "text/event-stream";
            await http.Response.Body.WriteAsync(s_answer);
        });
        await app.StartAsync();
        Console.WriteLine(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1");
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        return 0;
    }
}
