using System.Text;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Replies;

namespace Dinghy.Gateway.Outbox.Messages;

/// <summary>Where a text calls people by name, so that a road that notifies can put their ids there.</summary>
internal sealed class NamedPeople
{
    private const int Most = 20;

    private readonly List<(int Start, int Length, string Id)> _calls = [];

    /// <param name="text">The whole reply.</param>
    /// <param name="names">Each with its staff id; null: nobody is known.</param>
    /// <param name="fences">Code calls nobody.</param>
    public static NamedPeople In(string text, IReadOnlyDictionary<string, string>? names, CodeFences? fences)
    {
        var people = new NamedPeople();
        if (names is null) return people;
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0 && people._calls.Count < Most; at = text.IndexOf('@', at + 1))
        {
            if (fences?.Around(at) is not null) continue;
            foreach (var name in names.Keys.OrderByDescending(name => name.Length))
            {
                if (!NameCall.At(text, at, name)) continue;
                people._calls.Add((at, name.Length + 1, names[name]));
                break;
            }
        }

        return people;
    }

    public IReadOnlyList<string> Between(int start, int length) =>
        _calls.Count == 0 ? [] : [.. Within(start, length).Select(call => call.Id).Distinct(StringComparer.Ordinal)];

    /// <summary>This piece of the text with ids in place of names.</summary>
    public string Marked(string text, int start, int length)
    {
        if (_calls.Count == 0) return text.Substring(start, length);
        var (marked, done) = (new StringBuilder(length + 32), start);
        foreach (var call in Within(start, length))
        {
            marked.Append(text, done, call.Start - done).Append(RobotMentions.Mark(new StaffId(call.Id)));
            done = call.Start + call.Length;
        }

        return marked.Append(text, done, start + length - done).ToString();
    }

    private IEnumerable<(int Start, int Length, string Id)> Within(int start, int length) =>
        _calls.Where(call => call.Start >= start && call.Start + call.Length <= start + length);
}
