using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>One way to an answer: a model, with one of its keys.</summary>
/// <param name="Name"><c>provider/model</c>.</param>
/// <param name="Key">Under which it rests; holds no secret.</param>
/// <param name="Once">Asks with little patience: others wait behind it.</param>
/// <param name="Patient">Asks again after faults that pass: there is nobody else.</param>
internal sealed record ModelLink(string Name, string Key, IChatClient Once, IChatClient Patient);

/// <summary>A model and all its keys.</summary>
/// <param name="links">At least one, all of one model.</param>
/// <param name="facts">Of the model.</param>
internal sealed class ModelStep(IReadOnlyList<ModelLink> links, ModelFacts facts)
{
    private int _turn = -1;

    public string Name => links[0].Name;

    public ModelState StateIn(CoolDowns rests) => new(Name, facts, [.. links.Select(link => rests.Of(link.Key))]);

    public IReadOnlyList<ModelLink> Links => links;

    /// <summary>Tokens that a request may have; the rest of the window is the answer's.</summary>
    public int Room => (int)(facts.ContextWindow * 0.9);

    /// <summary>Another key begins each time, so that all are used alike.</summary>
    public IEnumerable<ModelLink> InTurn()
    {
        if (links.Count == 1) return links;
        var first = (int)((uint)Interlocked.Increment(ref _turn) % (uint)links.Count);
        return Enumerable.Range(0, links.Count).Select(at => links[(first + at) % links.Count]);
    }
}
