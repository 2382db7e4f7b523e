namespace Dinghy.Gateway.Replies;

/// <summary>When <c>@name</c> in a text calls a person.</summary>
internal static class NameCall
{
    public static bool In(string text, string name)
    {
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = text.IndexOf('@', at + 1))
            if (At(text, at, name)) return true;
        return false;
    }

    /// <summary>Whether this name stands behind the sign at <paramref name="at"/>, whole: no mail address, no longer name.</summary>
    public static bool At(string text, int at, string name) =>
        string.CompareOrdinal(text, at + 1, name, 0, name.Length) == 0
        && (at == 0 || !(char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] is '.' or '_' or '-'))
        && (at + 1 + name.Length >= text.Length || !char.IsLetterOrDigit(text[at + 1 + name.Length]));
}
