using System.Globalization;
using Dinghy.Admin;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Storage;

namespace Dinghy.Cli;

/// <summary>A trace for eyes: one line a step, in the order in which things happened.</summary>
internal static class TraceText
{
    public static string Of(TraceReport trace) => string.Join('\n', Lines(trace).Select(Printable.Line).Concat(trace.Raw is { } raw ? ["", .. raw.Split('\n').Select(Printable.Line)] : []));

    public static string Done(string action, AgainReport report, bool later)
    {
        var when = later ? "at the next start of the gateway" : "now";
        return action == "resend" ? $"Turn {report.Turn}: {report.Replies} {(report.Replies == 1 ? "reply goes" : "replies go")} out again {when}." : $"Turn {report.Turn} tries it again {when}.";
    }

    /// <param name="refused">Null: the list has no such turn either.</param>
    public static string Untraced(TurnRowReport? refused) => refused is null
        ? "There is no such turn: turns are kept for 30 days. dinghy turns list shows them."
        : $"Turn {refused.Id} was refused at the door, {refused.Outcome}: its id and the reason are kept, nothing else, so there is nothing to show or to do again.";

    public static string Refused(AgainReport report) => report.Result switch
    {
        "in_work" => $"Turn {report.Turn} is still in work.",
        "nothing_to_send" => $"Turn {report.Turn} left nothing dead or in doubt; what arrived is not sent twice.",
        "not_failed" => $"Turn {report.Turn} did not fail.",
        "made" => $"Nobody said turn {report.Turn}: it was due, or an event brought it. Run its schedule again with dinghy cron run.",
        "has_answer" => $"The answer of turn {report.Turn} is stored: dinghy resend {report.Turn} sends it.",
        "retried" => $"Turn {report.Turn} tries it already, or has answered it.",
        _ => "There is no such turn: turns are kept for 30 days, and of refused messages nothing is.",
    };

    private static IEnumerable<string> Lines(TraceReport trace)
    {
        yield return $"turn      {trace.Id}, msgId {trace.MessageId}";
        yield return $"received  {At(trace.ReceivedAt)}, account {trace.Account}, conversation {trace.Conversation}, from {trace.Person}";
        yield return $"stored    before DingTalk was told so{(trace.Resumes > 0 ? $"; taken up by {trace.Resumes} restart(s)" : "")}";
        yield return $"policy    {trace.Verdict ?? "not recorded"}";
        if (trace.RetryOf is { } of) yield return $"          tries turn {of} again";
        if (trace.AnsweredIn is { } other) yield return $"answered  in turn {other}";
        if (trace.Run is { } run)
        {
            if (run.Command is { } command) yield return $"command   /{command}";
            if (run.Agent is { } agent) yield return $"route     {agent}, by {run.Route}";
            foreach (var ask in run.Models)
            {
                yield return $"model     {At(run.At.AddMilliseconds(ask.At))} {ask.Model}: {Took(ask.Took)}{(ask.First is { } first ? $", first token after {Took(first)}" : "")}{Tokens(ask)}{(ask.Calls > 0 ? $", {ask.Calls} tool call(s)" : "")}{(ask.Fault is { } fault ? $", {fault}" : "")}";
                // One that just answered says nothing more than the line above.
                if (ask.Attempts.Count > 1 || ask.Attempts.Any(attempt => attempt.Fault is not null))
                    foreach (var (at, attempt) in ask.Attempts.Index())
                        yield return $"          attempt {at + 1}, {attempt.Model}: {attempt.Fault ?? "answered"}{(attempt.Status is { } status ? $", HTTP {status}" : "")}, {Took(attempt.Took)}{(attempt.Request is { } id ? $", request {id}" : "")}";
            }

            foreach (var tool in run.Tools) yield return $"tool      {At(run.At.AddMilliseconds(tool.At))} {tool.Name}: {tool.End}, {Took(tool.Took)}";
            if (run.Dropped > 0) yield return $"          {run.Dropped} more are not kept";
        }

        foreach (var reply in trace.Replies)
        {
            yield return $"{(reply.Closes ? "answer" : "beside"),-9} {At(reply.At)}, {reply.Length} characters, {reply.State}{(reply.NextAt is { } next ? $", tried again at {At(next)}" : "")}{(reply.ResentAt is { } again ? $", sent again by an operator at {At(again)}" : "")}";
            foreach (var part in reply.Parts)
                yield return $"  part {part.Number}  {At(part.BeganAt ?? part.At)} {part.Road}: {part.State}{(part.Attempts > 1 ? $" ({part.Attempts} attempts)" : "")}{(part.BeganAt is { } began ? $", {Took((long)(part.At - began).TotalMilliseconds)}" : "")}"
                    + (part.Receipt is { } receipt ? $", receipt {receipt}" : "") + (part.Error is { } error ? $", {error}" : "");
        }

        yield return $"outcome   {trace.Outcome ?? "in work"}{(trace.ClosedAt is { } closed ? $", {At(closed)}, {Took((long)(closed - trace.ReceivedAt).TotalMilliseconds)} after it came" : "")}";
        if (trace.Retries.Count > 0) yield return $"retries   {string.Join(", ", trace.Retries.Select(id => $"turn {id}"))}";
    }

    private static string Tokens(RunAsk ask) => (ask.Input ?? ask.Output) is null ? "" : $", {ask.Input ?? 0} + {ask.Output ?? 0} tokens{(ask.Cached is > 0 and var cached ? $" ({cached} from the cache)" : "")}";

    private static string Took(long milliseconds) => milliseconds < 1_000 ? $"{milliseconds} ms" : $"{(milliseconds / 1_000.0).ToString("0.0", CultureInfo.InvariantCulture)} s";

    public static string At(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
