using System.Text.RegularExpressions;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>The scopes an administrator has to grant. The new API lists them; the legacy one hides them in a sentence.</summary>
internal static partial class ScopeReader
{
    private const int Most = 20;

    public static IReadOnlyList<string> Read(Fields fields)
    {
        var listed = fields.Inner("accessdenieddetail").Texts("requiredScopes").ToList();
        if (listed.Count == 0) listed = [.. InWords(fields.Filled("errmsg")), .. InWords(fields.Filled("sub_msg"))];
        return [.. listed.Where(scope => scope.Length is > 0 and <= 100).Distinct(StringComparer.Ordinal).Take(Most)];
    }

    private static string[] InWords(string? sentence) => sentence is null || Sentence().Match(sentence) is not { Success: true } match
        ? []
        : match.Groups["scopes"].Value.Split([',', '，', ' '], StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"(?:requiredScopes=|权限[：:]\s*)\[(?<scopes>[^\]]{1,500})\]", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Sentence();
}
