using Dinghy.Gateway.Tools.Files;

namespace Dinghy.Gateway.Tools;

/// <summary>
/// An agent's workspace as one talk sees it: what the operator put there, for everybody to read, and over it what was written in this talk, for nobody else.
/// Files that later requests read as instructions are the workspace's own: writing those is asked of an owner.
/// </summary>
/// <param name="shared">The workspace.</param>
/// <param name="own">The talk's; null: the workspace itself.</param>
/// <param name="make">Makes the talk's folder, or says why not.</param>
internal sealed class TalkFiles(Workspace shared, Workspace? own = null, Func<string?>? make = null)
{
    /// <summary>Absolute; where what is written comes to lie. Empty: nowhere.</summary>
    public string Folder => (own ?? shared).Folder;

    public Workspace Shared => shared;

    /// <summary>Makes the folder in which programs of this talk run.</summary>
    /// <returns>Null: it is there. Else a sentence for the model.</returns>
    public string? Make()
    {
        if (own is not null) return make?.Invoke();
        Directory.CreateDirectory(shared.Folder);
        return null;
    }

    /// <param name="path">Relative to the workspace, or absolute below it or the talk's folder.</param>
    public Workspace.Opened Open(string path) => own?.Open(Inside(path)) is { } mine and not Workspace.Opened.Nothing { IsAbsent: true } ? mine : shared.Open(path);

    /// <summary>See <see cref="Workspace.IsPersonal"/>.</summary>
    public bool IsPersonal(Workspace.Opened.File file) => shared.IsPersonal(file);

    /// <summary>See <see cref="Workspace.List"/>.</summary>
    public (IReadOnlyList<Workspace.Entry> Entries, bool More, string? Why) List(string path, bool deep, int most)
    {
        var (below, more, why) = shared.List(path, deep, most);
        if (own?.List(Inside(path), deep, most) is not { Why: null } mine) return (below, more, why);
        var names = mine.Entries.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        var all = mine.Entries.Concat(below.Where(entry => !names.Contains(entry.Name))).OrderBy(entry => entry.Name, StringComparer.Ordinal).ToList();
        // A talk without files of its own has no folder either: what the workspace says of the path holds.
        return ([.. all.Take(most)], more || mine.More || all.Count > most, mine.Entries.Count > 0 ? null : why);
    }

    /// <summary>See <see cref="Workspace.Write"/>.</summary>
    public string? Write(string path, ReadOnlySpan<byte> content) =>
        own is null || GuardedFiles.Holds(path) ? shared.Write(path, content) : make?.Invoke() ?? own.Write(Inside(path), content);

    /// <summary>See <see cref="Workspace.Change"/>. A file of the workspace becomes the talk's with its first change here.</summary>
    public string? Change(string path, Func<byte[]?, (byte[]? Content, string? Why)> change)
    {
        if (own is null || GuardedFiles.Holds(path)) return shared.Change(path, change);
        if (make?.Invoke() is { } wrong) return wrong;
        var isNew = own.Open(Inside(path)) is Workspace.Opened.Nothing { IsAbsent: true };
        return own.Change(Inside(path), before =>
        {
            if (before is not null || !isNew) return change(before);
            var (below, why) = shared.ReadWhole(path);
            return why is null ? change(below) : (null, why);
        });
    }

    private string Inside(string path) => shared.Within(path) ?? path;
}
