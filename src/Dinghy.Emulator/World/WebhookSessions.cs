using Microsoft.Extensions.Logging;

namespace Dinghy.Emulator;

/// <summary>A session webhook: permission to answer in one conversation for a while.</summary>
internal sealed record WebhookSession(string Id, Uri Url, EmulatedApp App, string ConversationId, string? MsgId, DateTimeOffset ExpiresAt);

/// <summary>The session webhooks handed out. The oldest are forgotten beyond the history limit, and then count as unknown.</summary>
internal sealed class WebhookSessions(EmulatorOptions options, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, WebhookSession> _sessions = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = [];
    private readonly Random _chance = new(options.Seed);
    private bool _saidFull;

    /// <summary>Where the webhooks point; set once the port is known.</summary>
    public Uri Base { get; set; } = new("http://127.0.0.1/");

    public WebhookSession Open(EmulatedApp app, string conversationId, string? msgId, DateTimeOffset now)
    {
        lock (_gate)
        {
            var id = Ids.Hex32();
            // Real expiry times lie up to 300 ms beyond the round figure.
            var expires = now + options.WebhookLife + TimeSpan.FromMilliseconds(_chance.Next(301));
            var session = new WebhookSession(id, new Uri(Base, "/robot/sendBySession?session=" + id), app, conversationId, msgId, expires);
            _sessions[id] = session;
            _order.Enqueue(id);
            if (_order.Count <= options.HistoryLimit) return session;
            if (!_saidFull) Log.HistoryFull(logger, "session webhooks", options.HistoryLimit);
            _saidFull = true;
            _sessions.Remove(_order.Dequeue());
            return session;
        }
    }

    /// <summary>The live session; <c>null</c> when unknown or expired.</summary>
    public WebhookSession? Find(string? id)
    {
        if (id is null) return null;
        lock (_gate) return _sessions.GetValueOrDefault(id) is { } session && session.ExpiresAt > options.Time.GetUtcNow() ? session : null;
    }

    /// <summary>Expires the sessions of one conversation, or all.</summary>
    public void Expire(string? conversationId)
    {
        lock (_gate)
        {
            foreach (var session in _sessions.Values.Where(s => conversationId is null || s.ConversationId == conversationId).ToList())
                _sessions[session.Id] = session with { ExpiresAt = DateTimeOffset.MinValue };
        }
    }
}
