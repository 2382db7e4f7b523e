namespace Dinghy.Gateway.Limits;

/// <summary>So many messages a minute, first come first served: who must wait gets a time of its own. Pure but for its lock; times are the wall clock's, since they go into the store.</summary>
internal sealed class MessagePace
{
    private const int ManyScopes = 1_000;

    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    /// <summary>How far one stays behind the one before it in its chat.</summary>
    private static readonly TimeSpan s_behind = TimeSpan.FromMilliseconds(100);

    /// <summary>A time further ahead is of a clock that was set back since.</summary>
    private static readonly TimeSpan s_ahead = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_overdue = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Scope> _scopes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Holding> _held = new(StringComparer.Ordinal);

    public int Waiting { get { lock (_gate) return _scopes.Values.Sum(scope => scope.Waiting.Count); } }

    /// <summary>Null: a message may go now, and counts. Else when, by what is known now.</summary>
    /// <param name="key">What it counts for.</param>
    /// <param name="replyId">Whose; 0 for one that is not stored yet.</param>
    /// <param name="now">The time.</param>
    public DateTimeOffset? Take(PaceKey key, long replyId, DateTimeOffset now)
    {
        lock (_gate)
        {
            var scope = ScopeOf(key, now);
            if (scope.Waiting.FirstOrDefault(place => place.ReplyId == replyId) is { } mine)
            {
                if (mine.At > now) return mine.At;
                // One whose time has passed is about to be tried, or can not be tried now: it is waited for once.
                if (scope.Waiting.Find(place => place.Chat == key.Chat && !(mine.HasYielded && place.IsOverdue(now) && place.ReplyId != replyId)) is { } before && before.ReplyId != replyId)
                {
                    mine.HasYielded |= before.IsOverdue(now);
                    return scope.PutOff(mine, (before.At > now ? before.At : now) + s_behind);
                }

                if (scope.FreeAt(now) is { } later) return scope.PutOff(mine, later);
                scope.Waiting.Remove(mine);
            }
            else
            {
                // Whoever waits, or is about to speak in this chat, goes first.
                if (_held.TryGetValue(key.Chat, out var holding) && holding.ReplyId != replyId) return scope.NextPlace(now);
                if (scope.Waiting.Count > 0 || scope.FreeAt(now) is not null) return scope.NextPlace(now);
            }

            scope.Gone.Add(now);
            return null;
        }
    }

    /// <summary>Keeps places in the queue for the messages of a reply that has to wait.</summary>
    /// <returns>The first one's time.</returns>
    public DateTimeOffset Reserve(PaceKey key, long replyId, int messages, DateTimeOffset now)
    {
        lock (_gate)
        {
            var scope = ScopeOf(key, now);
            if (scope.Waiting.FirstOrDefault(place => place.ReplyId == replyId) is { } kept) return kept.At;
            var first = scope.NextPlace(now);
            for (var i = 0; i < messages; i++) scope.Waiting.Add(new Place(replyId, key.Chat) { At = scope.NextPlace(now) });
            return first;
        }
    }

    /// <summary>Gives a reply of the last run the place it had.</summary>
    public void Restore(PaceKey key, long replyId, DateTimeOffset at, DateTimeOffset now)
    {
        lock (_gate)
        {
            var scope = ScopeOf(key, now);
            var free = scope.NextPlace(now);
            scope.Waiting.Add(new Place(replyId, key.Chat) { At = at > free ? at : free });
        }
    }

    /// <summary>A reply that has ended, or waits for something else, keeps no place.</summary>
    public void Drop(long replyId)
    {
        lock (_gate)
            foreach (var scope in _scopes.Values) scope.Waiting.RemoveAll(place => place.ReplyId == replyId);
    }

    /// <summary>Counts a message that did not ask: a repeat, or one from before a restart.</summary>
    public void Note(PaceKey key, DateTimeOffset at, DateTimeOffset now)
    {
        lock (_gate)
        {
            var scope = ScopeOf(key, now);
            if (at <= now && now - at < s_minute) scope.Gone.Add(at);
        }
    }

    /// <summary>A waiting reply's time has come. False: another speaks in its chat just now; <see cref="Sleep"/> of that one returns it.</summary>
    public bool TryWake(long replyId)
    {
        lock (_gate)
        {
            if (ChatOf(replyId) is not { } chat) return true;
            if (_held.TryAdd(chat, new(replyId))) return true;
            _held[chat].Parked.Add(replyId);
            return false;
        }
    }

    /// <returns>Those that woke meanwhile.</returns>
    public IReadOnlyList<long> Sleep(long replyId)
    {
        lock (_gate)
        {
            if (_held.FirstOrDefault(pair => pair.Value.ReplyId == replyId) is not { Value: { } holding } pair) return [];
            _held.Remove(pair.Key);
            return holding.Parked;
        }
    }

    /// <summary>Replies that wait in this chat, in order.</summary>
    public IReadOnlyList<long> WaitingIn(PaceKey key)
    {
        lock (_gate)
            return _scopes.TryGetValue(key.Scope, out var scope) ? [.. scope.Waiting.Where(place => place.Chat == key.Chat).Select(place => place.ReplyId).Distinct()] : [];
    }

    /// <summary>They went with another: who stands behind them moves up.</summary>
    /// <returns>The new times.</returns>
    public IReadOnlyList<(long ReplyId, DateTimeOffset At)> Forget(PaceKey key, IReadOnlyCollection<long> replyIds, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (!_scopes.TryGetValue(key.Scope, out var scope)) return [];
            var left = scope.Waiting.Where(place => !replyIds.Contains(place.ReplyId)).ToList();
            scope.Waiting.Clear();
            foreach (var place in left)
            {
                place.At = scope.NextPlace(now);
                scope.Waiting.Add(place);
            }

            return [.. left.DistinctBy(place => place.ReplyId).Select(place => (place.ReplyId, place.At))];
        }
    }

    private string? ChatOf(long replyId) =>
        _scopes.Values.SelectMany(scope => scope.Waiting).FirstOrDefault(place => place.ReplyId == replyId)?.Chat;

    private Scope ScopeOf(PaceKey key, DateTimeOffset now)
    {
        if (_scopes.Count >= ManyScopes)
            foreach (var quiet in _scopes.Where(pair => pair.Value.IsQuiet(now)).Select(pair => pair.Key).ToList()) _scopes.Remove(quiet);
        if (!_scopes.TryGetValue(key.Scope, out var scope)) _scopes.Add(key.Scope, scope = new Scope());
        // A changed limit holds from the next message on.
        scope.PerMinute = key.PerMinute;
        scope.Gone.RemoveAll(at => now - at >= s_minute || at - now > s_ahead);
        return scope;
    }

    private sealed class Scope
    {
        public int PerMinute { get; set; }

        public List<DateTimeOffset> Gone { get; } = [];

        public List<Place> Waiting { get; } = [];

        public bool IsQuiet(DateTimeOffset now) => Waiting.Count == 0 && Gone.All(at => now - at >= s_minute);

        /// <summary>Null: there is room now.</summary>
        public DateTimeOffset? FreeAt(DateTimeOffset now) => Gone.Count < PerMinute ? null : Later(Gone.Order().ElementAt(Gone.Count - PerMinute) + s_minute, now);

        /// <summary>Behind everyone who waits.</summary>
        public DateTimeOffset NextPlace(DateTimeOffset now)
        {
            var times = Gone.Concat(Waiting.Select(place => place.At)).Order().ToList();
            var free = times.Count < PerMinute ? now : Later(times[^PerMinute] + s_minute, now);
            return Waiting.Count == 0 ? free : Later(Waiting[^1].At, free);
        }

        /// <summary>One whose time came too early, and all behind it.</summary>
        public DateTimeOffset PutOff(Place mine, DateTimeOffset later)
        {
            foreach (var place in Waiting.Skip(Waiting.IndexOf(mine))) place.At = Later(place.At, later);
            return mine.At;
        }

        private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
    }

    private sealed class Place(long replyId, string chat)
    {
        public long ReplyId => replyId;

        public string Chat => chat;

        public DateTimeOffset At { get; set; }

        public bool HasYielded { get; set; }

        public bool IsOverdue(DateTimeOffset now) => now - At > s_overdue;
    }

    private sealed record Holding(long ReplyId)
    {
        public List<long> Parked { get; } = [];
    }
}

/// <param name="Scope">Whose messages are counted together.</param>
/// <param name="Chat">Where they appear.</param>
/// <param name="PerMinute">At least 1.</param>
internal readonly record struct PaceKey(string Scope, string Chat, int PerMinute);
