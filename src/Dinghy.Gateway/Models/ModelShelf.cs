using System.Collections.Concurrent;

namespace Dinghy.Gateway.Models;

/// <summary>Models by name, for conversations that chose one.</summary>
/// <param name="create">Makes the client of <c>provider/model</c>.</param>
/// <param name="known">Names to offer: the configured one first.</param>
internal sealed class ModelShelf(Func<string, ModelChoice> create, IReadOnlyList<string> known)
{
    /// <summary>Names are people's words; past this what was made is made again.</summary>
    private const int MaxMade = 64;

    /// <summary>A list that a person can still read.</summary>
    public const int MaxKnown = 30;

    private readonly ConcurrentDictionary<string, ModelChoice> _made = new(StringComparer.Ordinal);

    public static ModelShelf Empty { get; } = new(_ => new ModelUnusable(ModelUnusable.UnknownProvider, "There are no models to choose from."), []);

    public IReadOnlyList<string> Known => known;

    /// <summary>What is known of the model that gave an answer (<c>AgentUsage.Model</c>), for who counts tokens or money.</summary>
    /// <param name="name"><c>provider/model</c>.</param>
    public ModelFacts FactsOf(string name) => Find(name) is ModelReady ready ? ready.Facts : ModelFacts.Unknown;

    /// <summary>How those that can be used are right now; of each name alone, without its fallbacks.</summary>
    public ModelState? StateOf(string name) => (Find(name) as ModelReady)?.State;

    /// <param name="name"><c>provider/model</c>.</param>
    public ModelChoice Find(string name)
    {
        if (_made.TryGetValue(name, out var choice)) return choice;
        if (_made.Count >= MaxMade) _made.Clear();
        return _made.GetOrAdd(name, create);
    }
}
