namespace Dinghy.Emulator;

/// <summary>A dictionary that forgets its oldest entry when full.</summary>
/// <param name="capacity">How many entries it keeps.</param>
/// <param name="onFull">Called once, when the first entry is forgotten for want of room.</param>
internal sealed class BoundedMap<T>(int capacity, Action? onFull = null) where T : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, T> _entries = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = [];
    private Action? _onFull = onFull;

    public T? Find(string key) { lock (_gate) return _entries.GetValueOrDefault(key); }

    public IReadOnlyList<T> All { get { lock (_gate) return [.. _order.Select(key => _entries[key])]; } }

    /// <summary>Adds an entry; false when the key is taken, and then nothing changes.</summary>
    public bool TryAdd(string key, T value)
    {
        lock (_gate)
        {
            if (!_entries.TryAdd(key, value)) return false;
            _order.Enqueue(key);
            if (_order.Count <= Math.Max(1, capacity)) return true;
            Interlocked.Exchange(ref _onFull, null)?.Invoke();
            _entries.Remove(_order.Dequeue());
            return true;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _order.Clear();
        }
    }
}
