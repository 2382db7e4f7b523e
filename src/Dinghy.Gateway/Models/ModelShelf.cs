using System.Collections.Concurrent;

namespace Dinghy.Gateway.Models;

/// <summary>Models by name, for conversations that chose one.</summary>
/// <param name="create">Makes the client of <c>provider/model</c>.</param>
/// <param name="known">Names to offer: the configured one first.</param>
internal sealed class ModelShelf(Func<string, ModelChoice> create, IReadOnlyList<string> known)
{
    /// <summary>Names are people's words; past this what was made is made again.</summary>
    private const int MaxMade = 64;

    private readonly ConcurrentDictionary<string, ModelChoice> _made = new(StringComparer.Ordinal);

    public static ModelShelf Empty { get; } = new(_ => new ModelUnusable(ModelUnusable.UnknownProvider, "There are no models to choose from."), []);

    public IReadOnlyList<string> Known => known;

    /// <param name="name"><c>provider/model</c>.</param>
    public ModelChoice Find(string name)
    {
        if (_made.TryGetValue(name, out var choice)) return choice;
        if (_made.Count >= MaxMade) _made.Clear();
        return _made.GetOrAdd(name, create);
    }
}
