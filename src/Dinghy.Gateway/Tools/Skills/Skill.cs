using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Files;

namespace Dinghy.Gateway.Tools.Skills;

/// <summary>A folder with a SKILL.md: how to do something, read when it is needed.</summary>
/// <param name="Name">As its front matter says, else the folder's.</param>
/// <param name="Description">When to use it; one line.</param>
/// <param name="Folder">Absolute.</param>
internal sealed record Skill(string Name, string Description, string Folder)
{
    public const string FileName = "SKILL.md";

    /// <summary>Bytes of a SKILL.md.</summary>
    public const int MaxFile = 256 * 1024;

    private const int MaxName = 64;
    private const int MaxDescription = 400;

    /// <summary>Why it can not be used here; null: it can.</summary>
    public string? Missing { get; init; }

    /// <param name="folder">Its folder.</param>
    /// <param name="text">Of its SKILL.md.</param>
    /// <param name="needs">Looks at this machine.</param>
    public static Skill Read(string folder, string text, SkillNeeds needs)
    {
        var head = FrontMatter(text);
        var name = head.Text("name") ?? Path.GetFileName(folder);
        var description = head.Text("description") ?? "";
        return new Skill(Short(name, MaxName), Short(description, MaxDescription), folder)
        {
            Missing = NotAName(name) ? "its name may have letters, digits, - and _ only" : description.Length == 0 ? "its front matter has no description" : needs.Missing(head),
        };
    }

    /// <summary>What follows the front matter.</summary>
    public static string Body(string text) => Split(text).Body;

    private static SkillHead FrontMatter(string text) =>
        new(Split(text).Head is { } head ? YamlConfigFile.ParseText(head, FileName, "", new ConfigReport()) : null);

    private static (string? Head, string Body) Split(string text)
    {
        text = text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
        if (!text.StartsWith("---\n", StringComparison.Ordinal)) return (null, text);
        var end = text.IndexOf("\n---", 3, StringComparison.Ordinal);
        if (end < 0) return (null, text);
        var after = text.IndexOf('\n', end + 4);
        return (text[4..(end + 1)], after < 0 ? "" : text[(after + 1)..]);
    }

    private static bool NotAName(string name) => name.Length > MaxName || !name.All(c => char.IsLetterOrDigit(c) || c is '-' or '_');

    private static string Short(string text, int most)
    {
        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= most ? text : text[..most];
    }
}
