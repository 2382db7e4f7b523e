using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Schedules;

namespace Dinghy.Gateway.Agents;

/// <summary>An answer from documents names them. A model that was told so and did not is helped: what it looked into stands below its words.</summary>
internal static class UnnamedSources
{
    private const int Most = 3;

    /// <summary>Null: there is nothing to add.</summary>
    /// <param name="sources">That were looked into, what fitted best first.</param>
    /// <param name="answer">Whole.</param>
    /// <param name="language">Of the person.</param>
    public static string? Note(IReadOnlyList<string> sources, string answer, Language language)
    {
        if (sources.Count == 0 || string.IsNullOrWhiteSpace(answer) || SilentAnswer.Is(answer)) return null;
        // The file's name is enough: a page may be written in many ways.
        if (sources.Any(source => answer.Contains(FileOf(source), StringComparison.OrdinalIgnoreCase))) return null;
        var named = string.Join(language == Language.Chinese ? "、" : ", ", sources.Take(Most).Select(source => $"[{source}]"));
        return language == Language.Chinese ? $"（查阅过：{named}）" : $"(Looked at: {named})";
    }

    private static string FileOf(string source) => source.LastIndexOf(", ", StringComparison.Ordinal) is > 0 and var at ? source[..at] : source;
}
