namespace Dinghy.Gateway.Commands;

/// <summary>A text in the form of a command. Whether there is such a command is the book's to say.</summary>
/// <param name="Name">Without the slash, in lower case, full-width letters as usual ones.</param>
/// <param name="Arguments">Trimmed; may hold line breaks.</param>
/// <param name="HasLines">Something stands on a line of its own.</param>
/// <param name="IsBare">Nothing stands before the slash: somebody who puts a blank there wants an unknown word to reach the model.</param>
internal sealed record CommandLine(string Name, string Arguments, bool HasLines, bool IsBare)
{
    private const int LongestName = 32;

    /// <summary>
    /// A slash, <c>/</c> or <c>／</c>, at once followed by a word of letters, digits, <c>-</c> and <c>_</c> that begins with a letter; then the
    /// end, a blank, a colon, or the bot's name as <c>@name</c>. So <c>/usr/bin</c>, <c>/ 你好</c>, <c>//x</c>, <c>/2024</c>, <c>/a.b</c> are no commands.
    /// </summary>
    /// <returns>Null: not in that form.</returns>
    public static CommandLine? Parse(string? text)
    {
        if (text is null) return null;
        var start = 0;
        while (start < text.Length && IsBlank(text[start])) start++;
        if (start == text.Length || text[start] is not ('/' or '\uff0f')) return null;

        var end = start + 1;
        while (end < text.Length && IsOfName(text[end])) end++;
        var name = text[(start + 1)..end];
        if (name.Length is 0 or > LongestName || !char.IsLetter(name[0])) return null;
        var rest = AfterBot(text.AsSpan(end));
        if (rest.Length > 0 && rest[0] is ':' or '\uff1a') rest = rest[1..];
        else if (rest.Length > 0 && !char.IsWhiteSpace(rest[0])) return null;
        return new CommandLine(Fold(name), rest.Trim().ToString(), rest.TrimEnd().ContainsAny('\n', '\r'), IsBare: start == 0);
    }

    /// <summary>Full-width forms as usual ones, in lower case.</summary>
    public static string Fold(string text) => string.Create(text.Length, text, static (folded, from) =>
    {
        for (var i = 0; i < from.Length; i++)
            folded[i] = char.ToLowerInvariant(from[i] is >= '\uff01' and <= '\uff5e' ? (char)(from[i] - 0xfee0) : from[i]);
    });

    private static ReadOnlySpan<char> AfterBot(ReadOnlySpan<char> rest)
    {
        if (rest.Length < 2 || rest[0] != '@' || char.IsWhiteSpace(rest[1])) return rest;
        var end = 1;
        while (end < rest.Length && !char.IsWhiteSpace(rest[end])) end++;
        return rest[end..];
    }

    private static bool IsOfName(char c) => char.IsLetterOrDigit(c) || c is '-' or '_' or '\uff0d' or '\uff3f';

    private static bool IsBlank(char c) => c is not ('\n' or '\r') && char.IsWhiteSpace(c);
}
