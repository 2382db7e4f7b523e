using System.Text.RegularExpressions;

namespace Dinghy.Gateway.Tools;

/// <summary>What a button may say. A press speaks in the presser's name, who may be an owner: no model may run their commands.</summary>
/// <param name="prefixes">What groups put before a message to the robot; it is taken off before the words are looked at.</param>
internal sealed partial class PressWords(IReadOnlyList<string> prefixes)
{
    /// <summary>Mentions and signs are taken off a group's words first, so what stands before the slash is no help.</summary>
    public bool AreCommand(string text) =>
        SlashWord().IsMatch(text) || prefixes.Any(prefix => prefix.Length > 0 && text.TrimStart().StartsWith(prefix, StringComparison.Ordinal) && SlashWord().IsMatch(text.TrimStart()[prefix.Length..]));

    [GeneratedRegex(@"(^\s*|[^\p{L}\p{N}/\uff0f])[/\uff0f]\p{L}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SlashWord();
}
