namespace Dinghy.Emulator;

/// <summary>What a ticket admits.</summary>
internal sealed record Ticket(string Value, EmulatedApp App, IReadOnlyList<Subscription> Subscriptions, string? UserAgent, DateTimeOffset ExpiresAt);

/// <summary>Single-use tickets for the socket.</summary>
internal sealed class Tickets(EmulatorOptions options)
{
    private const int Limit = 10_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Ticket> _open = new(StringComparer.Ordinal);

    public Ticket Issue(EmulatedApp app, IReadOnlyList<Subscription> subscriptions, string? userAgent)
    {
        var now = options.Time.GetUtcNow();
        var ticket = new Ticket(Ids.Uuid(), app, subscriptions, userAgent, now + options.TicketLife);
        lock (_gate)
        {
            if (_open.Count >= Limit) Forget(now);
            _open[ticket.Value] = ticket;
        }

        return ticket;
    }

    /// <summary>The ticket, once; <c>null</c> when unknown, used or expired.</summary>
    public Ticket? Redeem(string? value)
    {
        if (value is null) return null;
        lock (_gate) return _open.Remove(value, out var ticket) && ticket.ExpiresAt > options.Time.GetUtcNow() ? ticket : null;
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var old in _open.Values.Where(t => t.ExpiresAt <= now).ToList()) _open.Remove(old.Value);
        // Only a client in a tight loop gets here: its oldest tickets go.
        foreach (var old in _open.Values.OrderBy(t => t.ExpiresAt).Take(_open.Count - Limit + 1).ToList()) _open.Remove(old.Value);
    }
}
