using System.Text;
using Dinghy.Gateway.Configuration.Files;

namespace Dinghy.Gateway.Configuration.Editing;

/// <summary>How an edit ended. Refused: nothing was written; Faults say why, or Sentence does.</summary>
/// <param name="Done">The file was written.</param>
/// <param name="Sentence">For the person at the terminal.</param>
/// <param name="Faults">What the configuration would have had.</param>
/// <param name="Warnings">Those that the edit brings.</param>
internal sealed record EditResult(bool Done, string Sentence, IReadOnlyList<ConfigFault> Faults, IReadOnlyList<ConfigFault> Warnings)
{
    public static EditResult Refused(string sentence, IReadOnlyList<ConfigFault>? faults = null) => new(false, sentence, faults ?? [], []);
}

/// <summary>Edits of single keys: checked as the gateway would read it, then written at once, with what was there before kept.</summary>
/// <exception cref="IOException">From any member: the file or the history can not be read or written.</exception>
internal sealed class ConfigEditor(ConfigSource source, ConfigHistory history)
{
    private readonly string _file = source.ConfigFile();

    public EditResult Set(string key, string value) => Edit(key, (edit, path, shape) => edit.Set(path, ValueOf(value, shape)), $"{key} can not stand there: a value that is no object is in its way.");

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
        return JsonConfigFile.ParseSyntax(text, _file, report) is { } root
            ? SecretMask.At(text, root, path) : throw new FormatException(string.Join('\n', report.Faults));
    }

    /// <summary>What can be gone back to. A running gateway keeps a text as soon as it holds, so the newest may say what the file says: then it is left out.</summary>
    public IReadOnlyList<ConfigVersion> Earlier()
    {
        var present = ReadText();
        return [.. history.List().SkipWhile(version => File.ReadAllText(version.File) == present).Select((version, i) => version with { Number = i + 1 })];
    }

    /// <summary>From the history's version to the file as it is, secrets as ***; empty: no difference.</summary>
    public IReadOnlyList<string> Diff(ConfigVersion version) => LineDiff.Of(Masked(File.ReadAllText(version.File)), Masked(ReadText() ?? ""));

    public EditResult Rollback(ConfigVersion version)
    {
        if (Path.GetExtension(version.File) != Path.GetExtension(_file))
            return EditResult.Refused($"That version is a {Path.GetExtension(version.File)} file, the configuration is {_file}.");
        return Write(ReadText(), File.ReadAllText(version.File), $"{_file} is as it was at {version.At:yyyy-MM-dd HH:mm:ss} UTC.");
    }

    private EditResult Edit(string key, Func<JsonEdit, IReadOnlyList<string>, ConfigShape?, string?> edit, string impossible)
    {
        if (ConfigFiles.IsYaml(_file))
            return EditResult.Refused($"{_file} is YAML, which this command does not change: edit it by hand and try it with \"dinghy config check\"; a running gateway takes it up by itself.");
        if (ConfigPath.Parse(key) is not { } path)
            return EditResult.Refused(NoPath(key));
        var before = ReadText();
        var text = string.IsNullOrWhiteSpace(before) ? "{\n}\n" : before;
        var report = new ConfigReport();
        if (JsonConfigFile.ParseSyntax(text, _file, report) is not SyntaxObject root)
            return EditResult.Refused($"{_file} can not be read, so it is not changed.", report.Faults);
        var shape = path.Aggregate((ConfigShape?)ConfigSchema.Shape, ConfigPath.Below);
        return edit(new(text, root), path, shape) is { } after ? Write(before, after, $"{_file}: {key} is changed.") : EditResult.Refused(impossible);
    }

    private EditResult Write(string? before, string after, string sentence)
    {
        if (before == after)
            return new(true, "Nothing to change.", [], []);
        var was = before is null ? ConfigLoader.Load(source) : LoadWith(before);
        var will = LoadWith(after);
        // A file with faults may be mended one key at a time.
        if (will.Faults.Except(was.Faults).ToList() is { Count: > 0 } faults)
            return EditResult.Refused("The configuration would have faults, so nothing was changed.", faults);
        if (ReadText() != before)
            return EditResult.Refused($"{_file} was changed by somebody else just now; try again.");
        if (before is not null)
            history.Add(before, _file);
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        PrivateText.Write(_file, after);
        return new(true, sentence, [], [.. will.Warnings.Except(was.Warnings)]);
    }

    private ConfigResult LoadWith(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return ConfigLoader.Load(source with
        {
            ReadFile = (path, limit) => path == _file ? bytes[..Math.Min(bytes.Length, limit + 1)] : source.ReadFile(path, limit),
        });
    }

    private string? ReadText() => source.Exists(_file) ? File.ReadAllText(_file) : null;

    private string Masked(string text)
    {
        if (text.Length == 0)
            return text;
        return JsonConfigFile.ParseSyntax(text, _file, new()) is { } root
            ? string.Concat(text.AsSpan(0, root.Start), SecretMask.Of(text, root), text.AsSpan(root.End))
            : throw new IOException($"{_file}, or its earlier version, is no JSON: it may hold secrets anywhere, so it is not shown.");
    }

    // A word of a shell is a text where a text belongs, and JSON elsewhere if it is any.
    private static string ValueOf(string value, ConfigShape? shape)
    {
        var json = JsonConfigFile.ParseValue(value, "", null, new());
        var texts = shape is { Kind: ShapeKind.Text or ShapeKind.Choice or ShapeKind.Duration or ShapeKind.Address or ShapeKind.Credential or ShapeKind.Secret };
        return json is null or ScalarNode { Kind: not ScalarKind.Text } && (texts || json is null) ? JsonEdit.Quote(value) : value.Trim();
    }

    private static string NoPath(string key) => $"{ConfigReport.Quote(key)} is no key: write channels.dingtalk.reply.style or models.providers[\"my lab\"].api_key.";
}
