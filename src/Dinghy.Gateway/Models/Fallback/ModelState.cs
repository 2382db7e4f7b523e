namespace Dinghy.Gateway.Models;

/// <summary>How a model is right now.</summary>
/// <param name="Name"><c>provider/model</c>.</param>
/// <param name="Facts">What is known of it.</param>
/// <param name="Keys">One a key, in the order written; null: that one may be asked.</param>
internal sealed record ModelState(string Name, ModelFacts Facts, IReadOnlyList<CoolDown?> Keys)
{
    /// <summary>Null: with some key it may be asked; else what ends first.</summary>
    public CoolDown? Rest => Keys.Count > 0 && Keys.All(rest => rest is not null) ? Keys.MinBy(rest => rest!.Until) : null;
}
