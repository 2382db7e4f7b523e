using System.Text.RegularExpressions;
using Dinghy.Gateway.Configuration.Files;

namespace Dinghy.Gateway.Configuration.Editing;

/// <summary>Secrets among the words of a command, as MCP servers take them: <c>--api-key X</c>, <c>--token=X</c>.</summary>
internal static partial class CommandWords
{
    /// <param name="before">The word before it; null: it is the first.</param>
    /// <param name="word">Of a list.</param>
    public static bool IsSecret(SyntaxNode? before, SyntaxNode word) =>
        before is SyntaxScalar { Kind: ScalarKind.Text } flag && word is SyntaxScalar value && !value.Text.StartsWith('-') && Flag().IsMatch(flag.Text);

    /// <summary>A flag and its value in one, or a whole line of words.</summary>
    public static bool HoldsSecret(SyntaxScalar scalar) => scalar is { Kind: ScalarKind.Text, Text.Length: <= MostWords } && !scalar.Text.Contains('\n', StringComparison.Ordinal) && Pair().IsMatch(scalar.Text);

    /// <summary>Longer ones are no command's.</summary>
    private const int MostWords = 1024;

    private const string Name = @"(?<![\w-])-{1,2}[\w.-]*(key|keys|token|secret|password|passwd|passphrase|credential|credentials|auth|authorization|header|cookie)";

    [GeneratedRegex(@"^(" + Name + "|-H)$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Flag();

    /// <summary>A value that a variable stands for is a place, no secret.</summary>
    [GeneratedRegex(Name + @"(=|\s+)(?![\s-])(?!""?\$\{[^}]*\}""?(\s|$))\S", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pair();
}
