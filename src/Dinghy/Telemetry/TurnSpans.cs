using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dinghy.Gateway.Storage;
using DingTalkText = Dinghy.DingTalk.Messages.TextContent;

namespace Dinghy.Telemetry;

/// <summary>One trace a turn, made of what is stored of it once it has ended: so it is whole whenever it ended, also over restarts, and no turn waits for it.</summary>
/// <param name="texts">The question and the answer go along.</param>
internal sealed class TurnSpans(bool texts) : IDisposable
{
    public const string SourceName = "Dinghy";

    private readonly ActivitySource _source = new(SourceName);

    /// <summary>Begins the turn's own span.</summary>
    /// <returns>Null: nobody samples it, and nothing needs to be read.</returns>
    public Activity? Begin(Turn turn)
    {
        // Nothing around may become its parent: a turn begins a trace.
        Activity.Current = null;
        return _source.StartActivity("dinghy.turn", ActivityKind.Consumer, parentContext: default, startTime: turn.ReceivedAt);
    }

    /// <summary>Adds what was done, and ends it.</summary>
    /// <param name="span">From <see cref="Begin"/>.</param>
    /// <param name="trace">As stored.</param>
    /// <param name="answer">What was said; only where texts are asked for.</param>
    public void End(Activity span, TurnTrace trace, string? answer)
    {
        var outcome = trace.Outcome ?? TurnOutcome.Answered;
        var end = trace.ClosedAt ?? trace.Turn.ReceivedAt;
        span.SetTag("messaging.system", "dingtalk").SetTag("messaging.operation.type", "process").SetTag("messaging.message.id", trace.Turn.MessageId.Value)
            .SetTag("dinghy.turn.id", trace.Turn.Id).SetTag("dinghy.account", trace.Turn.Account).SetTag("dinghy.outcome", outcome.ToString()).SetTag("dinghy.policy", trace.Verdict);
        if (trace.Turn.Resumes > 0) span.SetTag("dinghy.turn.resumes", trace.Turn.Resumes);
        if (trace.AgainOf is { } of) span.SetTag("dinghy.turn.retry_of", of);
        if (outcome.Kind == OutcomeKind.Failed) span.SetTag("error.type", outcome.Reason).SetStatus(ActivityStatusCode.Error, outcome.ToString());
        if (trace.Done is { } run) Run(span, trace, run, answer);
        foreach (var part in trace.Replies.SelectMany(reply => reply.Parts)) Send(span, part);
        Close(span, end);
    }

    public void Dispose() => _source.Dispose();

    private void Run(Activity turn, TurnTrace trace, TurnRun run, string? answer)
    {
        var name = run.Command is { } command ? $"command /{command}" : $"invoke_agent {run.Agent}";
        if (Child(turn, name, ActivityKind.Internal, run.At) is not { } span) return;
        if (run.Command is null) span.SetTag("gen_ai.operation.name", "invoke_agent").SetTag("gen_ai.agent.id", run.Agent).SetTag("gen_ai.agent.name", run.Agent);
        span.SetTag("dinghy.route", run.Route);
        if (texts)
        {
            if (trace.Turn.Message.Content is DingTalkText asked) span.SetTag("gen_ai.input.messages", Message("user", asked.Text));
            if (answer is not null) span.SetTag("gen_ai.output.messages", Message("assistant", answer));
        }

        foreach (var ask in run.Asks) Ask(span, run, ask);
        foreach (var tool in run.Tools)
        {
            if (Child(span, $"execute_tool {tool.Name}", ActivityKind.Internal, run.At.AddMilliseconds(tool.At)) is not { } work) continue;
            work.SetTag("gen_ai.operation.name", "execute_tool").SetTag("gen_ai.tool.name", tool.Name).SetTag("dinghy.tool.end", tool.End);
            if (tool.End == "failed") Fail(work, "tool_failed");
            Close(work, run.At.AddMilliseconds(tool.At + tool.Took));
        }

        Close(span, run.At.AddMilliseconds(run.Took));
    }

    private void Ask(Activity parent, TurnRun run, RunAsk ask)
    {
        if (Child(parent, $"chat {ask.Model}", ActivityKind.Client, run.At.AddMilliseconds(ask.At)) is not { } span) return;
        var (provider, model) = ask.Model.Split('/', 2) is [var before, var after] ? (before, after) : ("", ask.Model);
        span.SetTag("gen_ai.operation.name", "chat").SetTag("gen_ai.provider.name", provider).SetTag("gen_ai.request.model", model).SetTag("gen_ai.response.model", model)
            .SetTag("gen_ai.usage.input_tokens", ask.Input).SetTag("gen_ai.usage.output_tokens", ask.Output).SetTag("dinghy.model.attempts", ask.Attempts.Count);
        if (ask.First is { } first) span.SetTag("dinghy.model.first_token_ms", first);
        if (ask.Fault is { } fault) Fail(span, fault);
        Close(span, run.At.AddMilliseconds(ask.At + ask.Took));
    }

    private void Send(Activity turn, PartTrace part)
    {
        var road = part.Part.Road.ToString().ToLowerInvariant();
        if (Child(turn, $"send {road}", ActivityKind.Producer, part.BeganAt ?? part.At) is not { } span) return;
        span.SetTag("messaging.system", "dingtalk").SetTag("messaging.operation.type", "send").SetTag("dinghy.road", road).SetTag("dinghy.part.number", part.Part.Number)
            .SetTag("dinghy.part.state", part.State == PartState.InDoubt ? "in_doubt" : part.State.ToString().ToLowerInvariant()).SetTag("dinghy.part.attempts", part.Part.Attempts)
            .SetTag("messaging.message.id", part.Receipt);
        if (part.State is PartState.Refused or PartState.InDoubt) Fail(span, part.Error ?? "no_receipt");
        Close(span, part.At);
    }

    private Activity? Child(Activity parent, string name, ActivityKind kind, DateTimeOffset at) => _source.StartActivity(name, kind, parent.Context, startTime: at);

    private static void Fail(Activity span, string error) => span.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);

    /// <summary>A clock that was set back between two stored times gives no span that ends before it begins.</summary>
    private static void Close(Activity span, DateTimeOffset at)
    {
        span.SetEndTime(at.UtcDateTime > span.StartTimeUtc ? at.UtcDateTime : span.StartTimeUtc.AddTicks(1));
        span.Stop();
    }

    private static string Message(string role, string text) =>
        string.Create(CultureInfo.InvariantCulture, $"[{{\"role\":\"{role}\",\"parts\":[{{\"type\":\"text\",\"content\":\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"}}]}}]");
}
