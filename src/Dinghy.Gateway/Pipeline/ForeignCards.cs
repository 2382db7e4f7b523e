using System.Collections.Concurrent;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Presses on cards that Dinghy never made, since the start: another program uses the robot. Whoever only lost its ledger pressed one of ours.</summary>
internal sealed class ForeignCards
{
    private static readonly string[] s_ours = ["dinghy-", "doctor-"];

    private readonly ConcurrentDictionary<string, (long Count, string Last)> _seen = new(StringComparer.Ordinal);

    /// <param name="account">Whose robot heard of it.</param>
    /// <param name="outTrackId">Printable.</param>
    public void Pressed(string account, string? outTrackId)
    {
        if (string.IsNullOrEmpty(outTrackId) || s_ours.Any(ours => outTrackId.StartsWith(ours, StringComparison.Ordinal))) return;
        _seen.AddOrUpdate(account, (1, outTrackId), (_, before) => (before.Count + 1, outTrackId));
    }

    public (long Count, string? Last) Of(string account) => _seen.TryGetValue(account, out var seen) ? seen : default;
}
