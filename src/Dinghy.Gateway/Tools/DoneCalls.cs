using System.Text.Json;

namespace Dinghy.Gateway.Tools;

/// <summary>What a conversation remembers of an answer's tools: the beginning of what they brought. Fixed when the answer is stored, so that later requests begin alike.</summary>
internal static class DoneCalls
{
    /// <summary>Of one answer; the last ones led to it.</summary>
    private const int MaxCalls = 8;

    /// <summary>UTF-16 characters.</summary>
    private const int MaxArguments = 500;
    private const int MaxResult = 600;

    /// <summary>JSON; null: nothing was called.</summary>
    public static string? Write(TurnSteps steps)
    {
        DoneCall[] calls = [.. steps.Done.TakeLast(MaxCalls).Select(done => new DoneCall(
            done.Call.Name, done.Call.Arguments is { Length: <= MaxArguments } arguments ? arguments : "{}", ToolRunner.Beginning(done.Result.Text, MaxResult)))];
        return calls.Length == 0 ? null : JsonSerializer.Serialize(calls, StepJson.Default.DoneCallArray);
    }

    /// <summary>None where there are none, or of another version.</summary>
    public static IReadOnlyList<DoneCall> Read(string? json)
    {
        if (json is null) return [];
        try
        {
            return JsonSerializer.Deserialize(json, StepJson.Default.DoneCallArray) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

/// <param name="Name">The tool.</param>
/// <param name="Arguments">One JSON object; empty where it was long.</param>
/// <param name="Result">Its beginning.</param>
internal sealed record DoneCall(string Name, string Arguments, string Result);
