using System.Text;

namespace Dinghy.Gateway.Configuration;

/// <summary><c>${NAME}</c> inside a text; <c>$${</c> stands for <c>${</c>. Anything else that starts with <c>$</c> is left alone.</summary>
internal static class VariableText
{
    public static bool Has(string text) => text.Contains("${", StringComparison.Ordinal);

    /// <summary>Names of the variables that stand in it.</summary>
    public static IReadOnlyList<string> NamesIn(string text)
    {
        var names = new List<string>();
        Expand(text, name => { names.Add(name); return ""; }, _ => { });
        return names;
    }

    /// <summary>The text, or null when a variable was missing; each such is handed to <c>missing</c> as <c>${NAME}</c>.</summary>
    public static string? Expand(string text, Func<string, string?> environment, Action<string> missing)
    {
        if (!Has(text))
            return text;
        var result = new StringBuilder(text.Length);
        var whole = true;
        for (var i = 0; i < text.Length;)
        {
            if (text.AsSpan(i).StartsWith("$${"))
            {
                result.Append("${");
                i += 3;
            }
            else if (NameAt(text, i) is { } name)
            {
                if (environment(name) is { } value)
                    result.Append(value);
                else
                {
                    whole = false;
                    missing($"${{{name}}}");
                }

                i += name.Length + 3;
            }
            else
                result.Append(text[i++]);
        }

        return whole ? result.ToString() : null;
    }

    private static string? NameAt(string text, int at)
    {
        if (!text.AsSpan(at).StartsWith("${"))
            return null;
        var end = at + 2;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
            end++;
        var named = end > at + 2 && !char.IsAsciiDigit(text[at + 2]) && end < text.Length && text[end] == '}';
        return named ? text[(at + 2)..end] : null;
    }
}
