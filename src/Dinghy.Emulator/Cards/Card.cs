using Variables = System.Collections.Generic.Dictionary<string, string>;

namespace Dinghy.Emulator;

/// <summary>A card. Safe for concurrent use.</summary>
internal sealed class Card(long seq, string outTrackId, EmulatedApp app, CardTemplate template, bool callsBack, DateTimeOffset createdAt)
{
    private const int MaxFrames = 500;
    private const int MaxGuids = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Variables> _private = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Variables> _views = new(StringComparer.Ordinal);
    private readonly List<CardPlace> _places = [];
    private readonly Ring<CardFrame> _frames = new(MaxFrames);
    private readonly BoundedMap<string> _guids = new(MaxGuids);
    private Variables _public = new(StringComparer.Ordinal);
    private CardState _state;
    private bool _frozen;
    private CardRecord? _record;

    public string OutTrackId => outTrackId;
    public EmulatedApp App => app;
    public CardTemplate Template => template;

    /// <summary>Under which an address for its presses is registered; <c>null</c>: they go by the socket, or nowhere.</summary>
    public string? RouteKey { get; init; }

    /// <summary>How it stands; made anew only after a change.</summary>
    public CardRecord Record
    {
        get
        {
            lock (_gate)
            {
                return _record ??= new CardRecord(seq, outTrackId, app.ClientId, template.Id, _state, _frozen, Copy(_public), Text, [.. _places], _frames.After(0), (int)_frames.Last, createdAt)
                {
                    CallsBack = callsBack, TextKey = template.Main, Private = Copy(_private), Views = Copy(_views),
                };
            }
        }
    }

    /// <summary>Sets everybody's variables: all of them, or with <paramref name="merge"/> those given.</summary>
    public void SetPublic(Variables values, bool merge)
    {
        lock (_gate)
        {
            if (!merge)
            {
                _public = new(StringComparer.Ordinal);
                _views.Clear();
            }

            foreach (var (key, value) in values) Put(key, value);
            if (values.TryGetValue("flowStatus", out var status)) _state = State(status) ?? _state;
        }
    }

    /// <summary>Sets what only one person sees, over everybody's variables.</summary>
    public void SetPrivate(string staffId, Variables values, bool merge)
    {
        lock (_gate)
        {
            if (!merge || !_private.TryGetValue(staffId, out var own)) _private[staffId] = own = new(StringComparer.Ordinal);
            Put(own, values);
        }
    }

    /// <summary>Sets everybody's variables as only one person sees them, until they change for everybody.</summary>
    public void SetView(string staffId, Variables values, bool merge)
    {
        lock (_gate)
        {
            var view = merge ? Copy(_views.GetValueOrDefault(staffId) ?? _public) : new(StringComparer.Ordinal);
            Put(view, values);
            _views[staffId] = view;
        }
    }

    public void AddPlace(CardPlace place) { lock (_gate) _places.Add(place); }

    /// <summary>Notes a change that was just made.</summary>
    public void AddFrame(string call, DateTimeOffset at, long arrivedAt)
    {
        lock (_gate)
        {
            _frames.Add(_ => new CardFrame(call, at, arrivedAt, _state, Text));
            _record = null;
        }
    }

    /// <summary>A streaming call. Applied unless there is a problem, or its guid was seen before.</summary>
    public ApiAnswer? Stream(StreamingCall call, out bool applied)
    {
        lock (_gate)
        {
            applied = false;
            if (_guids.Find(call.Guid) is not null) return null;
            if (_frozen) return CardErrors.Invalid("card is finalized");
            applied = _guids.TryAdd(call.Guid, call.Guid);
            Put(call.Key, call.IsFull ? call.Content : _public.GetValueOrDefault(call.Key) + call.Content);
            _frozen = call.IsFinalize || call.IsError;
            _state = call.IsError ? CardState.Failed : call.IsFinalize ? CardState.Finished : CardState.Streaming;
            return null;
        }
    }

    private string Text => template.Main is { } main ? _public.GetValueOrDefault(main, "") : "";

    private void Put(string key, string value)
    {
        if (!template.Has(key)) return;
        _public[key] = value;
        foreach (var view in _views.Values) view[key] = value;
    }

    private void Put(Variables into, Variables values)
    {
        foreach (var (key, value) in values) if (template.Has(key)) into[key] = value;
    }

    private static Variables Copy(Variables values) => new(values, StringComparer.Ordinal);

    private static Dictionary<string, IReadOnlyDictionary<string, string>> Copy(Dictionary<string, Variables> users) =>
        users.ToDictionary(u => u.Key, IReadOnlyDictionary<string, string> (u) => Copy(u.Value), StringComparer.Ordinal);

    private static CardState? State(string flowStatus) => flowStatus switch
    {
        "1" => CardState.Processing,
        "2" or "4" => CardState.Streaming,
        "3" => CardState.Finished,
        "5" => CardState.Failed,
        _ => null,
    };
}

/// <summary>A checked call of <c>PUT /v1.0/card/streaming</c>.</summary>
internal sealed record StreamingCall(string Guid, string Key, string Content, bool IsFull, bool IsFinalize, bool IsError);
