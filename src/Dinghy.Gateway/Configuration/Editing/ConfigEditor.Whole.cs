using System.Security.Cryptography;
using System.Text;
using Dinghy.Gateway.Configuration.Files;

namespace Dinghy.Gateway.Configuration.Editing;

/// <content>The file as a whole, for a form that shows all of it.</content>
internal sealed partial class ConfigEditor
{
    /// <summary>What stands in the place of a secret.</summary>
    private const string Hidden = "***";

    public string FileName => _file;

    public bool IsYaml => _yaml;

    /// <summary>A hash of the file's text; another text has another one.</summary>
    public string Version => VersionOf(ReadText());

    /// <summary>The whole text, secrets as ***; null: there is no file.</summary>
    /// <exception cref="IOException">It can not be read, and may hold secrets anywhere.</exception>
    public string? MaskedText => ReadText() is { } text ? Masked(text) : null;

    /// <summary>The same as plain JSON: what is written, without defaults, comments and secrets.</summary>
    /// <exception cref="IOException">As for <see cref="MaskedText"/>.</exception>
    public string MaskedJson() => MaskedText is { Length: > 0 } text && Parse(text, new()) is { } root ? SyntaxJson.Of(root) : "{}";

    /// <summary>Puts another text in the place of the whole file. Where *** stands as the file showed it, the secret stays.</summary>
    public EditResult Replace(string text)
    {
        using var alone = Alone();
        var before = ReadText();
        return Unmasked(text, before) is { } after ? Write(before, after, $"{_file} is written.") : Unreadable(text);
    }

    /// <summary>What <see cref="Replace"/> would meet, without writing.</summary>
    /// <returns>Faults and warnings of the text, and the difference to the file, secrets as ***.</returns>
    public (EditResult Result, IReadOnlyList<string> Lines) Check(string text)
    {
        var before = ReadText();
        if (Unmasked(text, before) is not { } after) return (Unreadable(text), []);
        var will = LoadWith(after);
        return (new(will.Config is not null, "", will.Faults, will.Warnings), LineDiff.Of(before ?? "", after, Masked));
    }

    /// <summary>From the file as it is to a text, secrets as ***.</summary>
    public IReadOnlyList<string> DiffTo(string text) => LineDiff.Of(ReadText() ?? "", text, Masked);

    /// <summary>Writes a text that somebody wanted from elsewhere, letter for letter.</summary>
    public EditResult Confirm(string wanted)
    {
        using var alone = Alone();
        return Write(ReadText(), wanted, $"{_file} is written.");
    }

    private static string VersionOf(string? text) => text is null ? "none" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    private EditResult Unreadable(string text)
    {
        var report = new ConfigReport();
        Parse(text, report);
        return EditResult.Refused(report.Failed ? "The text can not be read, so nothing was changed." : $"{Hidden} stands where no secret stood before; write the secret itself, or a variable.", report.Faults);
    }

    /// <returns>Null: it can not be read, or hides something that is not known.</returns>
    private string? Unmasked(string text, string? before)
    {
        if (string.IsNullOrWhiteSpace(text)) text = "{\n}\n";
        if (Parse(text, new()) is not { } root) return null;
        var known = string.IsNullOrWhiteSpace(before) ? null : Parse(before, new());
        var result = new StringBuilder(text);
        foreach (var (place, path) in HiddenIn(root, []).OrderByDescending(one => one.Place.Start))
        {
            if (known is null || Find(known, path) is not SyntaxScalar secret) return null;
            result.Remove(place.Start, place.End - place.Start).Insert(place.Start, before![secret.Start..secret.End]);
        }

        return result.ToString();
    }

    private static IEnumerable<(SyntaxScalar Place, IReadOnlyList<string> Path)> HiddenIn(SyntaxNode node, IReadOnlyList<string> path) => node switch
    {
        SyntaxObject map => map.Members.SelectMany(member => HiddenIn(member.Value, [.. path, member.Name])),
        SyntaxList list => list.Items.SelectMany((item, i) => HiddenIn(item, [.. path, i.ToString(System.Globalization.CultureInfo.InvariantCulture)])),
        SyntaxScalar { Text: Hidden } scalar => [(scalar, path)],
        _ => [],
    };

    private static SyntaxNode? Find(SyntaxNode root, IReadOnlyList<string> path) => path.Aggregate((SyntaxNode?)root, (node, step) => node switch
    {
        SyntaxObject map => map.Find(step)?.Value,
        SyntaxList list when int.TryParse(step, out var at) && at < list.Items.Count => list.Items[at],
        _ => null,
    });
}
