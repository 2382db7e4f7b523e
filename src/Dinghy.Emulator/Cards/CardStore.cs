using Microsoft.Extensions.Logging;

namespace Dinghy.Emulator;

/// <summary>All cards and templates. The oldest cards are forgotten beyond the limit, and then count as unknown.</summary>
internal sealed class CardStore(EmulatorOptions options, ILogger logger)
{
    private const int MaxCards = 10_000;
    private const int MaxTemplates = 1_000;
    private readonly BoundedMap<Card> _cards = new(Math.Min(options.HistoryLimit, MaxCards), () => Log.HistoryFull(logger, "cards", Math.Min(options.HistoryLimit, MaxCards)));
    private readonly Lock _gate = new();
    private readonly Dictionary<string, CardTemplate> _templates = CardTemplate.Known.Concat(options.CardTemplates).ToDictionary(t => t.Id, StringComparer.Ordinal);
    private long _last;

    public Pulse Changed { get; } = new();

    public IReadOnlyList<Card> All => _cards.All;

    public IReadOnlyList<CardTemplate> Templates { get { lock (_gate) return [.. _templates.Values]; } }

    public CardTemplate? Template(string id) { lock (_gate) return _templates.GetValueOrDefault(id); }

    public void Add(CardTemplate template)
    {
        if (string.IsNullOrWhiteSpace(template.Id)) throw new ArgumentException("A template needs an id.", nameof(template));
        lock (_gate)
        {
            if (_templates.Count >= MaxTemplates) throw new InvalidOperationException($"The emulator holds at most {MaxTemplates} card templates.");
            _templates[template.Id] = template;
        }
    }

    public Card? Find(EmulatedApp app, string? outTrackId) => outTrackId is null ? null : _cards.Find(Key(app, outTrackId));

    /// <summary>A new card; <c>null</c> when the application has one with this id.</summary>
    public Card? Create(EmulatedApp app, string outTrackId, CardTemplate template, bool callsBack, string? routeKey = null)
    {
        var card = new Card(Interlocked.Increment(ref _last), outTrackId, app, template, callsBack, options.Time.GetUtcNow()) { RouteKey = routeKey };
        return _cards.TryAdd(Key(app, outTrackId), card) ? card : null;
    }

    public void Clear()
    {
        _cards.Clear();
        Changed.Fire();
    }

    private static string Key(EmulatedApp app, string outTrackId) => app.ClientId + "|" + outTrackId;
}
