namespace Dinghy.Gateway.Configuration.Files;

/// <summary>What a bare word means, by YAML 1.2's core schema. <c>yes</c> and <c>on</c> stay texts; flags are read from those too.</summary>
internal static class YamlScalars
{
    public static ScalarKind Kind(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Flag,
        _ => IsNumber(text) ? ScalarKind.Number : ScalarKind.Text,
    };

    // Digits with a leading zero are an id, and as a number they would be kept as written too.
    private static bool IsNumber(string text)
    {
        if (text[0] is not ('+' or '-' or '.' or (>= '0' and <= '9')))
            return false;
        var at = 0;
        try
        {
            Json5Number.Read(text, ref at);
        }
        catch (SyntaxException)
        {
            return text.All(char.IsAsciiDigit);
        }

        return at == text.Length && !text.Contains('x', StringComparison.OrdinalIgnoreCase);
    }
}
