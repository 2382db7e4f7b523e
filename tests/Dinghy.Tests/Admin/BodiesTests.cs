using System.Net;
using System.Text;
using Dinghy.Admin;
using Dinghy.Tests.WebConsole;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dinghy.Tests.Admin;

/// <summary>A wrong body is told what is wrong with it, on every route that reads one.</summary>
public sealed class BodiesTests
{
    private static readonly string[] s_routes =
    [
        "/api/schedules", "/api/schedules/1", "/api/messages", "/api/conversations/x/say", "/api/conversations/x/model", "/api/conversations/x/takeover", "/api/privacy/look",
        "/api/privacy/erase", "/api/privacy/export", "/api/pairing/approve", "/api/memory/forget", "/api/quota/calls", "/api/setup/model/check", "/api/setup/channel/save", "/api/models/test",
        "/api/models/default", "/api/config/set", "/api/approvals/1", "/api/routing/explain", "/api/handover/ready",
    ];

    /// <summary>They work without a body as well.</summary>
    private static readonly string[] s_mayBeBare = ["/api/models/test", "/api/handover/ready"];

    [Fact]
    public async Task Another_type_is_415_and_what_is_no_JSON_or_null_is_400_with_a_word_on_it()
    {
        await using var lab = await ConsoleLab.StartWithFileAsync();
        var program = lab.Open();
        program.Headers["Authorization"] = $"Bearer {lab.Token}";
        foreach (var route in s_routes)
        {
            (await SendAsync(program, route, "hello", "text/plain")).ShouldBe((HttpStatusCode.UnsupportedMediaType, "bad_request"), route);
            (await SendAsync(program, route, "{}", "application/json; charset=klingon")).ShouldBe((HttpStatusCode.UnsupportedMediaType, "bad_request"), route);
            foreach (var text in new[] { "", "{", "null", "[]", "7" }.Where(text => text.Length > 0 || !s_mayBeBare.Contains(route))) (await SendAsync(program, route, text, "application/json")).ShouldBe((HttpStatusCode.BadRequest, "bad_request"), $"{route} {text}");
        }

        foreach (var text in new[] { """{"calls":[null]}""", """{"calls":null}""", "{}" }) (await SendAsync(program, "/api/quota/calls", text, "application/json")).ShouldBe((HttpStatusCode.BadRequest, "bad_request"), text);
        // Where in it, but nothing of what stands there.
        var wrong = await program.PostAsync("/api/schedules", """{"message":{"secret":"hunter2"}}""");
        wrong.Json.GetProperty("problem").GetString()!.ShouldContain("$.message");
        wrong.Body.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Connections_have_a_bound_and_who_asks_nothing_is_cut_off()
    {
        await using var app = await AdminServer.BuildBeside(verbose: false);
        var limits = app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        (limits.MaxConcurrentConnections, limits.RequestHeadersTimeout).ShouldBe((AdminServer.MaxConnections, TimeSpan.FromSeconds(5)));
    }

    private static async Task<(HttpStatusCode, string?)> SendAsync(Browser program, string route, string text, string type)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        var answer = await program.SendAsync(new HttpRequestMessage(HttpMethod.Post, route) { Content = content });
        return (answer.Status, answer.Body.Length == 0 ? "nothing" : answer.Error);
    }
}
