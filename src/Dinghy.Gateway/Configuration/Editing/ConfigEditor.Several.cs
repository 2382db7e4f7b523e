using Dinghy.Gateway.Configuration.Files;

namespace Dinghy.Gateway.Configuration.Editing;

/// <summary>One of several changes.</summary>
/// <param name="Key">Where.</param>
/// <param name="Value">As <see cref="ConfigEditor.Set"/> takes it; null: the key is taken out where it is.</param>
internal sealed record KeyEdit(string Key, string? Value)
{
    /// <summary>The value may be a secret.</summary>
    public override string ToString() => $"KeyEdit {{ Key = {Key} }}";
}

/// <summary>Several keys at once: all of them or none.</summary>
internal sealed partial class ConfigEditor
{
    /// <param name="edits">In order; a later one sees what an earlier one made.</param>
    /// <param name="done">What is so then, for the sentence.</param>
    public EditResult SetAll(IReadOnlyList<KeyEdit> edits, string done)
    {
        using var alone = Alone();
        var before = ReadText();
        return Applied(before, edits, out var after) ?? Write(before, after, $"{_file}: {done}.");
    }

    /// <summary>Whether a key stands in the file, in any spelling. Of a file that can not be read, everything may.</summary>
    public bool Has(string key)
    {
        try
        {
            return Get(key) is not null;
        }
        catch (FormatException)
        {
            return true;
        }
    }

    /// <summary>What the gateway would read after these edits; nothing is written.</summary>
    /// <param name="edits">As for <see cref="SetAll"/>.</param>
    /// <param name="was">What it reads now.</param>
    /// <param name="refusal">Why they can not be made; null: they can.</param>
    public ConfigResult Preview(IReadOnlyList<KeyEdit> edits, out ConfigResult was, out EditResult? refusal)
    {
        var before = ReadText();
        was = before is null ? ConfigLoader.Load(source) : LoadWith(before);
        refusal = Applied(before, edits, out var after);
        return refusal is null ? LoadWith(after) : was;
    }

    /// <returns>Null: they could be made.</returns>
    private EditResult? Applied(string? before, IReadOnlyList<KeyEdit> edits, out string after)
    {
        after = string.IsNullOrWhiteSpace(before) ? "{\n}\n" : before;
        foreach (var edit in edits)
        {
            if (ConfigPath.Parse(edit.Key) is not { } path) return EditResult.Refused(NoPath(edit.Key));
            var report = new ConfigReport();
            if (Parse(after, report) is not SyntaxObject root) return EditResult.Refused($"{_file} can not be read, so it is not changed.", report.Faults);
            ITextEdit editing = _yaml ? new YamlEdit(after, root) : new JsonEdit(after, root);
            var made = edit.Value is { } value ? editing.Set(path, ValueOf(value, path.Aggregate((ConfigShape?)ConfigSchema.Shape, ConfigPath.Below))) : editing.Unset(path);
            if (made is null)
            {
                return EditResult.Refused(_yaml || edit.Value is null
                    ? $"{edit.Key} can not be changed in {_file} by this command: change it there by hand; a running gateway takes it up by itself."
                    : $"{edit.Key} can not stand there: a value that is no object is in its way.");
            }

            after = made;
        }

        return null;
    }
}
