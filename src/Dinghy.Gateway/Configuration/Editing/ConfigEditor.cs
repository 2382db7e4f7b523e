using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Dinghy.Gateway.Configuration.Files;
using Dinghy.Gateway.Storage;
using YamlDotNet.Core;

namespace Dinghy.Gateway.Configuration.Editing;

/// <summary>How an edit ended. Refused: nothing was written; Faults say why, or Sentence does.</summary>
/// <param name="Done">The file was written.</param>
/// <param name="Sentence">For the person at the terminal.</param>
/// <param name="Faults">What the configuration would have had.</param>
/// <param name="Warnings">Those that the edit brings.</param>
internal sealed record EditResult(bool Done, string Sentence, IReadOnlyList<ConfigFault> Faults, IReadOnlyList<ConfigFault> Warnings)
{
    /// <summary>Nothing was written: these keys need a yes of somebody at the machine first. See <see cref="LocalYes"/>.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>With <see cref="Needs"/>: the file as it would be, with its secrets.</summary>
    public string? Wanted { get; init; }

    /// <summary>Nothing was written: the file is not the one that the change was made for.</summary>
    public bool Changed { get; init; }

    public static EditResult Refused(string sentence, IReadOnlyList<ConfigFault>? faults = null) => new(false, sentence, faults ?? [], []);
}

/// <summary>Edits of single keys: checked as the gateway would read it, then written at once, with what was there before kept.</summary>
/// <exception cref="IOException">From any member: the file or the history can not be read or written.</exception>
internal sealed partial class ConfigEditor(ConfigSource source, ConfigHistory history)
{
    private readonly string _file = source.ConfigFile();
    private string _mark = "";
    private readonly bool _yaml = ConfigFiles.IsYaml(source.ConfigFile());

    /// <summary>What gives the machine away is not written, but told: for whoever is not at it.</summary>
    public bool AsksLocally { get; init; }

    /// <summary>A key that nothing reads is refused instead of written: it was meant to be another.</summary>
    public bool KnownKeysOnly { get; init; }

    /// <summary>Whether the environment may hold keys of the model provider of this name, which go wherever its address leads.</summary>
    public Func<string, bool> KeysBeside { get; init; } = _ => true;

    /// <summary>The <see cref="Version"/> that a change is meant for; null: whatever stands there.</summary>
    public string? Expected { get; init; }

    public EditResult Set(string key, string value) => Edit(key, (edit, path, shape) => edit.Set(path, ValueOf(value, shape)), $"{key} can not stand there: a value that is no object is in its way.");

    /// <summary>The same text without the blanks around it.</summary>
    public EditResult Trim(string key)
    {
        if (ConfigPath.Parse(key) is not { } path || ReadText() is not { } text || Parse(text, new()) is not { } root || TextAt(root, path) is not { } value)
            return EditResult.Refused($"{key} is no text in {_file}: mend it where it stands.");
        return Edit(key, (edit, at, _) => edit.Set(at, $"\"{JsonEncodedText.Encode(CredentialReader.Trimmed(value), JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""), $"{key} can not be changed.");
    }

    /// <summary>One more entry at the end of a list, which is made if there is none.</summary>
    /// <param name="key">The list's.</param>
    /// <param name="entry">JSON.</param>
    public EditResult Append(string key, string entry) => Edit(key, (edit, path, _) => edit.Append(path, entry), $"{key} is no list.");

    public EditResult Unset(string key) => Edit(key, (edit, path, _) => edit.Unset(path), $"{key} is not in {_file}.");

    /// <summary>The value as it stands in the file, secrets as ***; null when there is none. An empty key: the whole file.</summary>
    /// <exception cref="FormatException">The key or the file can not be read; the message says which and where.</exception>
    public string? Get(string key)
    {
        IReadOnlyList<string> path = key.Length == 0 ? [] : ConfigPath.Parse(key) ?? throw new FormatException(NoPath(key));
        if (ReadText() is not { } text)
            return null;
        var report = new ConfigReport();
        return Parse(text, report) is { } root
            ? SecretMask.At(text, root, path) : throw new FormatException(string.Join('\n', report.Faults));
    }

    /// <summary>What can be gone back to. A running gateway keeps a text as soon as it holds, so the newest may say what the file says: then it is left out.</summary>
    public IReadOnlyList<ConfigVersion> Earlier()
    {
        var present = ReadText();
        return [.. history.List(_file).SkipWhile(version => File.ReadAllText(version.File) == present).Select((version, i) => version with { Number = i + 1 })];
    }

    /// <summary>From the history's version to the file as it is, secrets as ***; empty: no difference.</summary>
    public IReadOnlyList<string> Diff(ConfigVersion version) => LineDiff.Of(File.ReadAllText(version.File), ReadText() ?? "", Masked);

    public EditResult Rollback(ConfigVersion version)
    {
        if (Path.GetExtension(version.File) != Path.GetExtension(_file))
            return EditResult.Refused($"That version is a {Path.GetExtension(version.File)} file, the configuration is {_file}.");
        using var alone = Alone();
        return Write(ReadText(), File.ReadAllText(version.File), $"{_file} is as it was at {version.At:yyyy-MM-dd HH:mm:ss} UTC.");
    }

    private EditResult Edit(string key, Func<ITextEdit, IReadOnlyList<string>, ConfigShape?, string?> edit, string impossible)
    {
        if (ConfigPath.Parse(key) is not { } path)
            return EditResult.Refused(NoPath(key));
        using var alone = Alone();
        var before = ReadText();
        var text = string.IsNullOrWhiteSpace(before) ? "{\n}\n" : before;
        var report = new ConfigReport();
        if (Parse(text, report) is not SyntaxObject root)
            return EditResult.Refused($"{_file} can not be read, so it is not changed.", report.Faults);
        var shape = path.Aggregate((ConfigShape?)ConfigSchema.Shape, ConfigPath.Below);
        ITextEdit editing = _yaml ? new YamlEdit(text, root) : new JsonEdit(text, root);
        if (edit(editing, path, shape) is { } after)
            return Write(before, after, $"{_file}: {key} is changed.");
        return EditResult.Refused(_yaml && Place(text, root, path) is { } line ? $"{key} stands in {_file} at line {line}, in a form that this command does not change: edit it there by hand; a running gateway takes it up by itself." : impossible);
    }

    private SyntaxNode? Parse(string text, ConfigReport report)
    {
        if (!_yaml)
            return JsonConfigFile.ParseSyntax(text, _file, report);
        if (YamlConfigFile.ParseText(text, _file, "", report) is null)
            return null;
        try
        {
            return YamlSyntax.Parse(text);
        }
        catch (Exception fault) when (fault is YamlException or SyntaxException)
        {
            report.Fault(_file, "a form that can be read but not edited", "the form that \"dinghy config check\" shows");
            return null;
        }
    }

    /// <summary>Null: no text stands there.</summary>
    private static string? TextAt(SyntaxNode root, IReadOnlyList<string> path)
    {
        var (node, shape) = (root, (ConfigShape?)ConfigSchema.Shape);
        foreach (var step in path)
        {
            if (node is not SyntaxObject map || ConfigPath.Find(map, step, shape) is not { } member) return null;
            (node, shape) = (member.Value, ConfigPath.Below(shape, step));
        }

        return node is SyntaxScalar { Kind: ScalarKind.Text } text ? text.Text : null;
    }

    /// <summary>The line of what is nearest to the key; null: nothing of it is there.</summary>
    private static int? Place(string text, SyntaxNode root, IReadOnlyList<string> path)
    {
        var (node, shape, at) = (root, (ConfigShape?)ConfigSchema.Shape, (int?)null);
        foreach (var step in path)
        {
            if (node is not SyntaxObject map || ConfigPath.Find(map, step, shape) is not { } member)
                break;
            (node, shape, at) = (member.Value, ConfigPath.Below(shape, step), member.Start);
        }

        return at is { } start ? text.AsSpan(0, start).Count('\n') + 1 : null;
    }

    private EditResult Write(string? before, string after, string sentence)
    {
        if (Expected is not null && Expected != VersionOf(before))
            return EditResult.Refused($"{_file} was changed by somebody else meanwhile; look at it again.") with { Changed = true };
        if (before == after)
            return new(true, "Nothing to change.", [], []);
        var was = before is null ? ConfigLoader.Load(source) : LoadWith(before);
        var will = LoadWith(after);
        // A file with faults may be mended one key at a time.
        if (will.Faults.Except(was.Faults).ToList() is { Count: > 0 } faults)
            return EditResult.Refused("The configuration would have faults, so nothing was changed.", faults);
        var warnings = will.Warnings.Except(was.Warnings).ToList();
        if (KnownKeysOnly && warnings.FindAll(warning => warning.Found.StartsWith(SpellingPass.UnknownKey, StringComparison.Ordinal)) is { Count: > 0 } unknown)
            return EditResult.Refused("Nothing reads that key, so nothing was changed; --force writes it all the same.", unknown);
        if (AsksLocally && Parse(after, new()) is { } then && LocalYes.NeededFor(was, will, before is null ? null : Parse(before, new()), then, KeysBeside) is { Count: > 0 } needs)
            return EditResult.Refused("This would let a program run, open files or a folder on the gateway's machine, use another variable, or send a stored secret to another address, so somebody there has to confirm it.") with { Needs = needs, Wanted = after };
        if (ReadText() != before)
            return EditResult.Refused($"{_file} was changed by somebody else just now; try again.");
        if (before is not null)
            history.Add(File.ReadAllBytes(_file), _file);
        PrivateFolder.Make(Path.GetDirectoryName(_file)!);
        var shut = PrivateText.Write(_file, _mark + after, secret: HoldsSecret(after));
        return new(true, shut ? $"{sentence} It holds secrets, so other users of this machine can not read it any more." : sentence, [], warnings);
    }

    private ConfigResult LoadWith(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return ConfigLoader.Load(source with
        {
            ReadFile = (path, limit) => path == _file ? bytes[..Math.Min(bytes.Length, limit + 1)] : source.ReadFile(path, limit),
        });
    }

    /// <exception cref="IOException">It is no UTF-8: an edit would put other letters in the place of those that can not be read.</exception>
    private string? ReadText()
    {
        if (!source.Exists(_file))
            return null;
        var bytes = File.ReadAllBytes(_file);
        _mark = bytes is [0xEF, 0xBB, 0xBF, ..] ? "\uFEFF" : "";
        if (bytes.Length == _mark.Length * 3)
            return "";
        var report = new ConfigReport();
        if (ConfigText.Read(bytes, _file, "write a key", report) is { } text)
            return text;
        return Utf8.IsValid(bytes) && bytes.Length <= ConfigText.MaxBytes ? Encoding.UTF8.GetString(bytes) : throw new IOException(string.Join('\n', report.Faults));
    }

    /// <summary>What another writes between our reading and our writing would be lost.</summary>
    private EditLock Alone()
    {
        PrivateFolder.Make(Path.GetDirectoryName(_file)!);
        return EditLock.Take(_file);
    }

    /// <summary>What can not be read may hold one.</summary>
    private bool HoldsSecret(string text) => Parse(text, new()) is not { } root
        || string.Concat(SecretMask.OfComments(text[..root.Start]), SecretMask.Of(text, root), SecretMask.OfComments(text[root.End..])) != text;

    private string Masked(string text)
    {
        if (text.Length == 0)
            return text;
        return Parse(text, new()) is { } root
            ? string.Concat(SecretMask.OfComments(text[..root.Start]), SecretMask.Of(text, root), SecretMask.OfComments(text[root.End..]))
            : throw new IOException($"{_file}, or its earlier version, can not be read: it may hold secrets anywhere, so it is not shown.");
    }

    // A word of a shell is a text where a text belongs, and JSON elsewhere if it is any.
    private static string ValueOf(string value, ConfigShape? shape)
    {
        var json = JsonConfigFile.ParseValue(value, "", null, new());
        if (shape is { TakesFlags: true } && json is ScalarNode { Kind: ScalarKind.Flag })
            return value.Trim();
        var texts = shape is { Kind: ShapeKind.Text or ShapeKind.Choice or ShapeKind.Duration or ShapeKind.Address or ShapeKind.Credential or ShapeKind.Secret };
        return json is null or ScalarNode { Kind: not ScalarKind.Text } && (texts || json is null) ? JsonEdit.Quote(value) : value.Trim();
    }

    private static string NoPath(string key) => $"{ConfigReport.Quote(key)} is no key: write channels.dingtalk.reply.style or models.providers[\"my lab\"].api_key.";
}
