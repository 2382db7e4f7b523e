namespace Dinghy.Emulator;

/// <summary>A numbered history that forgets its oldest entry when full. Numbers start at 1 and never repeat.</summary>
/// <param name="capacity">How many entries it keeps.</param>
/// <param name="onFull">Called once, when the first entry is forgotten for want of room.</param>
internal sealed class Ring<T>(int capacity, Action? onFull = null)
{
    private readonly Lock _gate = new();
    private readonly int _capacity = Math.Max(1, capacity);
    private T[] _items = new T[Math.Min(Math.Max(1, capacity), 256)];
    private Action? _onFull = onFull;
    private int _start;
    private int _count;
    private long _last;

    /// <summary>The number of the newest entry, 0 when there was none.</summary>
    public long Last { get { lock (_gate) return _last; } }

    /// <summary>How many entries were forgotten.</summary>
    public long Forgotten { get { lock (_gate) return _last - _count; } }

    /// <summary>Adds the entry made for its number.</summary>
    /// <param name="make">Gets the number; runs under the lock, so it must be short.</param>
    /// <param name="evicted">What was forgotten to make room.</param>
    public T Add(Func<long, T> make, out T? evicted)
    {
        lock (_gate)
        {
            var item = make(_last + 1);
            _last++;
            evicted = default;
            if (_count == _capacity)
            {
                Interlocked.Exchange(ref _onFull, null)?.Invoke();
                evicted = _items[_start];
                _items[_start] = item;
                _start = (_start + 1) % _items.Length;
                return item;
            }

            if (_count == _items.Length) Grow();
            _items[(_start + _count++) % _items.Length] = item;
            return item;
        }
    }

    public T Add(Func<long, T> make) => Add(make, out _);

    /// <summary>The entries with a number above <paramref name="after"/>, oldest first.</summary>
    public List<T> After(long after)
    {
        lock (_gate)
        {
            var skip = (int)Math.Clamp(after - (_last - _count), 0, _count);
            var found = new List<T>(_count - skip);
            for (var i = skip; i < _count; i++) found.Add(_items[(_start + i) % _items.Length]);
            return found;
        }
    }

    /// <summary>The entry with this number; default when it was forgotten or is yet to come.</summary>
    public T? At(long number)
    {
        lock (_gate)
        {
            var index = number - (_last - _count) - 1;
            return index >= 0 && index < _count ? _items[(_start + (int)index) % _items.Length] : default;
        }
    }

    /// <summary>Forgets everything; numbering goes on.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            Array.Clear(_items);
            _start = _count = 0;
        }
    }

    private void Grow()
    {
        var bigger = new T[(int)Math.Min(_capacity, _items.Length * 2L)];
        for (var i = 0; i < _count; i++) bigger[i] = _items[(_start + i) % _items.Length];
        _items = bigger;
        _start = 0;
    }
}
