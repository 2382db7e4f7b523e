using System.Text;

namespace Dinghy.Gateway.Tools.Exec;

/// <summary>The beginning and the end of what comes, from several sides at once.</summary>
/// <param name="most">UTF-16 characters that are kept.</param>
internal sealed class EndsOfOutput(int most)
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _head = new();
    private readonly Queue<char> _tail = new();
    private long _dropped;

    public bool Cut => Volatile.Read(ref _dropped) > 0;

    public void Add(ReadOnlySpan<char> words)
    {
        lock (_gate)
        {
            foreach (var c in words)
                if (!char.IsControl(c) || c is '\n' or '\t') Add(c);
        }
    }

    public override string ToString()
    {
        lock (_gate) return $"{_head}{(_dropped > 0 ? $"\n[… {_dropped} characters left out …]\n" : "")}{string.Concat(_tail)}".Trim();
    }

    private void Add(char c)
    {
        if (_head.Length < most / 2)
        {
            _head.Append(c);
            return;
        }

        if (_tail.Count == most / 2)
        {
            _tail.Dequeue();
            _dropped++;
        }

        _tail.Enqueue(c);
    }
}
