using System.Text.RegularExpressions;

namespace Dinghy.Gateway.Configuration;

/// <summary>The keys of <c>moderation</c>. Lists are read with the configuration: what is wrong in them is told with everything else, and a changed file is taken like a changed configuration.</summary>
internal static class ModerationReader
{
    private const int MaxFile = 2 * 1024 * 1024;
    private const int MaxWords = 100_000;
    private const int MaxPatterns = 1_000;
    private const int MaxPattern = 1_000;

    /// <summary>Of one pattern over one text.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(200);

    public static ModerationConfig Read(NodeReader moderation, ReadContext context)
    {
        var (words, patterns, report) = (new List<string>(), new List<Regex>(), context.Report);
        words.AddRange((moderation.Texts("words") ?? []).Select(word => word.Trim()).Where(word => word.Length > 0));
        foreach (var pattern in moderation.Texts("patterns") ?? []) Add(patterns, pattern, moderation.PathOf("patterns"), report);
        foreach (var file in moderation.Texts("word_files") ?? []) ReadFile(file.Trim(), words, patterns, moderation.PathOf("word_files"), context);
        if (words.Count > MaxWords) report.Fault(moderation.PathOf("words"), $"{words.Count} words", $"at most {MaxWords}");
        if (patterns.Count > MaxPatterns) report.Fault(moderation.PathOf("patterns"), $"{patterns.Count} patterns", $"at most {MaxPatterns}");
        var check = moderation.Choice("check");
        return new()
        {
            Words = [.. words.Distinct(StringComparer.Ordinal)],
            Patterns = patterns,
            Questions = check is not "answers",
            Answers = check is not "questions",
            Hook = ReadHook(moderation.Child("hook"), report),
            Mask = Kinds(moderation, report),
        };
    }

    private static ModerationHookConfig? ReadHook(NodeReader hook, ConfigReport report)
    {
        var (url, token, timeout, blocks) = (hook.Address("url"), hook.Secret("token"), hook.Duration("timeout") ?? TimeSpan.FromSeconds(3), hook.Choice("on_failure") != "allow");
        if (url is not null) return new(url, token, timeout, blocks);
        if (token is not null) report.Fault(hook.PathOf("url"), "nothing", "the address of the service that is asked");
        return null;
    }

    private static HashSet<PersonalKind> Kinds(NodeReader moderation, ConfigReport report)
    {
        var kinds = new HashSet<PersonalKind>();
        foreach (var name in moderation.Texts("mask") ?? [])
        {
            switch (name.Trim().ToLowerInvariant())
            {
                case "phone": kinds.Add(PersonalKind.Phone); break;
                case "id_card": kinds.Add(PersonalKind.IdCard); break;
                case "bank_card": kinds.Add(PersonalKind.BankCard); break;
                case "all": kinds.UnionWith(Enum.GetValues<PersonalKind>()); break;
                default: report.Fault(moderation.PathOf("mask"), ConfigReport.Quote(name), "phone, id_card, bank_card or all"); break;
            }
        }

        return kinds;
    }

    /// <summary>One phrase a line; <c>/…/</c> is a pattern, <c>#</c> begins a comment.</summary>
    private static void ReadFile(string file, List<string> words, List<Regex> patterns, string path, ReadContext context)
    {
        try
        {
            var full = Path.GetFullPath(file, context.Folder);
            var bytes = context.ReadFile(full, MaxFile);
            if (bytes.Length > MaxFile)
            {
                context.Report.Fault(path, $"{full}, which is too long", $"at most {MaxFile} bytes");
                return;
            }

            var text = System.Text.Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
            foreach (var (number, raw) in text.Split('\n').Index())
            {
                var line = raw.Trim();
                if (line.Length == 0 || line[0] == '#') continue;
                if (line.Length > 2 && line[0] == '/' && line[^1] == '/') Add(patterns, line[1..^1], $"{path}: {full}, line {number + 1}", context.Report);
                else words.Add(line);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            context.Report.Fault(path, $"{ConfigReport.Quote(file)}, which can not be read", "a text file, one phrase a line; relative ones lie beside the configuration");
        }
    }

    private static void Add(List<Regex> patterns, string pattern, string path, ConfigReport report)
    {
        try
        {
            if (pattern.Length > MaxPattern) report.Fault(path, $"a pattern of {pattern.Length} characters", $"at most {MaxPattern}");
            else patterns.Add(new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, s_patience));
        }
        catch (ArgumentException)
        {
            report.Fault(path, ConfigReport.Quote(pattern), "a regular expression as .NET reads it");
        }
    }
}
