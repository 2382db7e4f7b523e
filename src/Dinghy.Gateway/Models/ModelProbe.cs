using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>What a live call showed.</summary>
/// <param name="Model"><c>provider/model</c>.</param>
/// <param name="FirstTokenMs">From the request to the first piece; null: none came.</param>
/// <param name="TotalMs">To the end of the answer; null: it did not end.</param>
/// <param name="Fault">Why there was no answer; null: there was one.</param>
internal sealed record ProbeResult(string Model, double? FirstTokenMs, double? TotalMs, ModelException? Fault)
{
    /// <summary>It called the tool that it was given; null: not tried.</summary>
    public bool? Tools { get; init; }

    /// <summary>It told the colour of a picture; null: it is not said to see.</summary>
    public bool? Vision { get; init; }

    /// <summary>It told its token counts.</summary>
    public bool Usage { get; init; }
}

/// <summary>Asks a model three short questions: words, a tool, and a picture if it is said to see.</summary>
internal static class ModelProbe
{
    /// <summary>32 by 32 dots of red, as PNG.</summary>
    private const string RedPicture = "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAIAAAD8GO2jAAAAKklEQVR42mN4JiJCU8QwasGoBaMWjFowasGoBaMWjFowasGoBaMWDBULAFQIOD3mK1y1AAAAAElFTkSuQmCC";

    private static readonly ToolDeclaration s_tool = new(
        "report_number", "Reports a number to the caller.", """{"type":"object","properties":{"number":{"type":"integer","description":"The number."}},"required":["number"]}""");

    /// <summary>The model alone: neither its fallbacks nor its retries hide what is wrong.</summary>
    public static async Task<ProbeResult> RunAsync(ModelReady model, TimeProvider time, CancellationToken ct)
    {
        var client = Bare(model);
        var result = await TalkAsync(client, model.Name, time, ct);
        if (result.Fault is not null) return result;
        return result with
        {
            Tools = model.Facts.Tools ? await CallsAsync(client, ct) : null,
            Vision = model.Sees ? await SeesAsync(client, ct) : null,
        };
    }

    /// <summary>The first question only: whether it answers at all.</summary>
    public static Task<ProbeResult> AnswersAsync(ModelReady model, TimeProvider time, CancellationToken ct) => TalkAsync(Bare(model), model.Name, time, ct);

    private static IChatClient Bare(ModelReady model) => model.Client.GetService<WireChatClient>() is { } bare ? bare : model.Client;

    private static async Task<ProbeResult> TalkAsync(IChatClient client, string name, TimeProvider time, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        double? first = null;
        try
        {
            var usage = false;
            await foreach (var update in client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "Say OK.")], cancellationToken: ct))
            {
                first ??= time.GetElapsedTime(began).TotalMilliseconds;
                usage |= update.Contents.Any(content => content is UsageContent);
            }

            return new ProbeResult(name, first, time.GetElapsedTime(began).TotalMilliseconds, Fault: null) { Usage = usage };
        }
        catch (ModelException fault)
        {
            return new ProbeResult(name, first, TotalMs: null, fault);
        }
    }

    private static async Task<bool> CallsAsync(IChatClient client, CancellationToken ct)
    {
        try
        {
            var answer = await client.GetResponseAsync(
                [new ChatMessage(ChatRole.User, "Report the number 7 with the tool report_number. Write nothing else.")], new ChatOptions { Tools = [s_tool] }, ct);
            return answer.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Any(call => call.Name == s_tool.Name && call.Exception is null);
        }
        catch (ModelException)
        {
            return false;
        }
    }

    private static async Task<bool> SeesAsync(IChatClient client, CancellationToken ct)
    {
        try
        {
            var question = new ChatMessage(ChatRole.User, [new TextContent("Which colour is this picture? One word in English."), new DataContent(Convert.FromBase64String(RedPicture), "image/png")]);
            return (await client.GetResponseAsync([question], cancellationToken: ct)).Text.Contains("red", StringComparison.OrdinalIgnoreCase);
        }
        catch (ModelException)
        {
            return false;
        }
    }
}
