using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tools;

/// <summary>Whether one call may run, as far as the tool itself has to say. What people, files and pages say never changes it.</summary>
/// <param name="Usual">Where the operator says nothing.</param>
/// <param name="Least">Whatever the operator says, never milder than this.</param>
/// <param name="OwnersOnly">Only an owner may say yes.</param>
internal sealed record ToolTerms(ToolPolicy Usual, ToolPolicy Least = ToolPolicy.Allow, bool OwnersOnly = false)
{
    public static ToolTerms Free { get; } = new(ToolPolicy.Allow);

    /// <summary>Asked of an owner, every time.</summary>
    public static ToolTerms Owners { get; } = new(ToolPolicy.Ask, ToolPolicy.Ask, OwnersOnly: true);
}
