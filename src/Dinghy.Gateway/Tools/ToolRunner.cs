using System.Runtime.CompilerServices;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools.Approvals;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Tools;

/// <summary>A call that begins (no result yet) or ended. A call of no known tool only ends.</summary>
internal sealed record ToolStep(FunctionCallContent Call, ToolResult? Result);

/// <summary>Runs what a model called: those that change nothing side by side, the others one after another. Each call gets its result, whatever happens.</summary>
internal sealed class ToolRunner(ToolBox box, ToolLog log, TimeProvider time, ToolGate? gate = null)
{
    /// <summary>UTF-16 characters of one result; a model pays for every one in each later round.</summary>
    public const int MaxResult = 32_000;

    /// <summary>Calls of one answer that are run.</summary>
    public const int MaxCalls = 16;

    /// <summary>Of one call that a person allowed.</summary>
    private static readonly TimeSpan s_approvedTime = TimeSpan.FromMinutes(5);

    public IReadOnlyList<AITool> Declarations => box.Declarations;

    /// <summary>Each with what is usual for it, whatever its arguments.</summary>
    public IEnumerable<ToolLook> Terms() => box.All.Select(tool => tool.TermsOf(new ToolInput(null)) is var terms && gate is not null
        ? new ToolLook(tool.Declaration.Name, gate.PolicyOf(tool, terms), terms.OwnersOnly) : new ToolLook(tool.Declaration.Name, ToolPolicy.Allow, OwnersOnly: false));

    /// <summary>Before the first request of a turn: gives servers of tools a moment to come up.</summary>
    public Task ReadyAsync(CancellationToken ct) => box.ReadyAsync(ct);

    /// <summary>Runs what a person allowed; whoever calls has kept that it runs now, and keeps how it ended.</summary>
    public async Task<ToolResult> RunAsync(ToolApproval approved, ToolTurn turn, CancellationToken ct)
    {
        await box.ReadyAsync(ct);
        var call = new FunctionCallContent($"approval-{approved.Id}", approved.Tool, ToolArguments.Parse(approved.Arguments, mayBeString: false));
        if (box.Find(approved.Tool) is not { } tool || gate?.Forbids(tool, new ToolInput(call.Arguments)) == true)
            return ToolResult.Error("Not run: this tool is not there any more, or the operator does not allow it now.");
        using var deadline = new CancellationTokenSource(s_approvedTime, time);
        var result = await RunAsync(tool, call, turn, deadline.Token, ct, isApproved: true);
        turn.Take(result);
        return result;
    }

    /// <param name="calls">Of one answer, in its order.</param>
    /// <param name="turn">Hears of every call that runs.</param>
    /// <param name="deadline">Ends what runs with a result that says so; unlike <paramref name="ct"/>, which ends all.</param>
    /// <param name="ct">Cancels.</param>
    public async IAsyncEnumerable<ToolStep> RunAsync(
        IReadOnlyList<FunctionCallContent> calls, ToolTurn turn, CancellationToken deadline, [EnumeratorCancellation] CancellationToken ct)
    {
        try
        {
            for (var at = 0; at < calls.Count;)
            {
                var together = calls.Skip(at).TakeWhile((call, i) => i == 0 || (IsReadOnly(calls[at]) && IsReadOnly(call))).ToList();
                var running = new List<(int At, FunctionCallContent Call, Task<ToolResult> Task)>();
                foreach (var call in together)
                {
                    if (Known(call, at, turn) is { } known)
                    {
                        yield return new ToolStep(call, null);
                        running.Add((at, call, Task.FromResult(known)));
                    }
                    else if (at < MaxCalls && Ready(call) is { } tool)
                    {
                        await turn.Steps.BeginAsync(at, tool.Effect, ct);
                        yield return new ToolStep(call, null);
                        running.Add((at, call, RunAsync(tool, call, turn, deadline, ct)));
                    }
                    else
                    {
                        running.Add((at, call, Task.FromResult(Refusal(call, turn, at >= MaxCalls))));
                    }

                    at++;
                }

                foreach (var (place, call, task) in running)
                {
                    var result = await task;
                    turn.Take(result);
                    turn.Steps.End(place, result);
                    yield return new ToolStep(call, result);
                }
            }
        }
        finally
        {
            // Also when the turn is cut off here: what is known of calls that change something must not be lost.
            await turn.Steps.LeaveAsync(ct);
        }
    }

    /// <summary>What an earlier run of this turn knows of a call. One that may not happen twice, and of which nobody knows whether it happened, is not made again.</summary>
    private ToolResult? Known(FunctionCallContent call, int at, ToolTurn turn)
    {
        if (turn.Steps.ResultOf(at) is { } result) return result;
        if (!turn.Steps.IsLost(at) || box.Find(call.Name) is { Effect: not ToolEffect.Once }) return null;
        log.Lost(turn.Context.Turn.Id, call.Name);
        return ToolResult.Error(
            "The program was stopped while this tool ran. Whether it did its work is not known, and it was not run again. "
            + "Do not call it again for this: tell the person that it may or may not have happened, and how to find out.");
    }

    private bool IsReadOnly(FunctionCallContent call) => box.Find(call.Name) is { Effect: ToolEffect.None };

    private ITool? Ready(FunctionCallContent call) => call.Exception is null ? box.Find(call.Name) : null;

    private ToolResult Refusal(FunctionCallContent call, ToolTurn turn, bool tooMany)
    {
        RunRecorder.Current?.Ran(call.Name, TimeSpan.Zero, "refused");
        if (tooMany) return ToolResult.Error($"Not run: at most {MaxCalls} calls in one answer.");
        if (box.Find(call.Name) is not null) return ToolResult.Error("Not run: the arguments were not a JSON object. Call again with arguments that fit the schema.");
        log.NotThere(turn.Context.Turn.Id, call.Name);
        var names = string.Join(", ", box.Declarations.Select(tool => tool.Name));
        return ToolResult.Error($"There is no such tool. {(names.Length == 0 ? "There are none." : $"There are: {names}.")}");
    }

    private async Task<ToolResult> RunAsync(ITool tool, FunctionCallContent call, ToolTurn turn, CancellationToken deadline, CancellationToken ct, bool isApproved = false)
    {
        var began = time.GetTimestamp();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline, ct);
        ToolResult result;
        try
        {
            var input = new ToolInput(call.Arguments);
            if (!isApproved && gate is not null && await gate.HoldAsync(tool, input, turn, either.Token) is { } held)
            {
                RunRecorder.Current?.Ran(call.Name, time.GetElapsedTime(began), "held");
                return held;
            }

            // A tool that blocks or does not listen is left behind, not waited for.
            result = Bounded(await Task.Run(() => tool.RunAsync(input, turn, either.Token), either.Token).WaitAsync(either.Token));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            result = ToolResult.Error("The time for tools was used up before this one ended; whether it did its work is not known. Answer with what you have.");
        }
#pragma warning disable CA1031 // A tool's fault is the model's to know and the operator's to read; the turn goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.Threw(turn.Context.Turn.Id, call.Name, e);
            result = ToolResult.Error("The tool failed. Do not call it again for this; tell the person that it did not work.");
        }

        RunRecorder.Current?.Ran(call.Name, time.GetElapsedTime(began), result.Failed ? "failed" : "done");
        log.Ran(turn.Context.Turn.Id, call.Name, result.Failed ? "failed" : "done", (long)time.GetElapsedTime(began).TotalMilliseconds, result.Text.Length);
        return result;
    }

    /// <summary>So much of a result, and a word of what is left out.</summary>
    public static string Beginning(string text, int chars)
    {
        if (text.Length <= chars) return text;
        var end = char.IsHighSurrogate(text[chars - 1]) ? chars - 1 : chars;
        return $"{text[..end]}\n[cut: the first {end} of {text.Length} characters]";
    }

    private static ToolResult Bounded(ToolResult result) => result.Text.Length <= MaxResult ? result : result with { Text = Beginning(result.Text, MaxResult) };
}

/// <summary>A tool, for people to look at.</summary>
internal sealed record ToolLook(string Name, ToolPolicy Policy, bool OwnersOnly);
