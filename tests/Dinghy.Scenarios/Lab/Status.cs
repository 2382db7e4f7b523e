using System.Text.Json;

namespace Dinghy.Scenarios.Lab;

/// <summary>What <c>dinghy status --json</c> prints, read as a script would: by its names, not by our types.</summary>
internal sealed record Status(
    int ProcessId, bool Ready, IReadOnlyList<string> NotReady, string Model, IReadOnlyList<ChannelStatus> Channels, int TurnsInWork,
    long OpenTurns, long WaitingReplies, long DeadReplies, long DoubtfulParts, IReadOnlyDictionary<string, long> Outcomes)
{
    private static readonly JsonSerializerOptions s_names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Nothing waits, nothing runs.</summary>
    public bool Quiet => OpenTurns == 0 && WaitingReplies == 0 && TurnsInWork == 0;

    public static Status Parse(string json) => JsonSerializer.Deserialize<Status>(json, s_names)!;

    /// <param name="outcome"><c>answered</c>, <c>ignored:not_mentioned</c>…</param>
    public long Of(string outcome) => Outcomes.GetValueOrDefault(outcome);
}

internal sealed record ChannelStatus(string Account, bool Connected, int Sockets, long Reconnects, string? LastError);
