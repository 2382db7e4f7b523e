using System.Collections.Concurrent;
using System.Text;

namespace Dinghy.Gateway.Tools.Skills;

/// <summary>The skills of one agent: those of its workspace, then the home folder's; of two with one name the first. Looked at for every turn, so that a change is seen at once.</summary>
/// <param name="folders">Each with a folder a skill, in order.</param>
/// <param name="allowed">Names; null: all.</param>
/// <param name="needs">What this machine has.</param>
internal sealed class SkillShelf(IReadOnlyList<string> folders, IReadOnlyList<string>? allowed, SkillNeeds needs)
{
    /// <summary>Folders of one place that are looked at.</summary>
    public const int MaxSkills = 100;

    // What was read stays good while its file does not change; few entries, since names that went are left out.
    private readonly ConcurrentDictionary<string, (DateTime ChangedAt, long Length, Skill Skill)> _read = new(StringComparer.Ordinal);

    public static SkillShelf Of(string workspace, string home, IReadOnlyList<string>? allowed) =>
        new([.. workspace.Length == 0 ? [] : new[] { Path.Combine(workspace, "skills") }, Path.Combine(home, "skills")], allowed, SkillNeeds.OfThisMachine);

    /// <summary>All of them, also those that can not be used here; by name.</summary>
    public IReadOnlyList<Skill> All()
    {
        var found = new Dictionary<string, Skill>(StringComparer.OrdinalIgnoreCase);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in folders.SelectMany(FoldersIn))
            if (seen.Add(folder) && Read(folder) is { } skill && (allowed is null || allowed.Contains(skill.Name, StringComparer.OrdinalIgnoreCase)))
                found.TryAdd(skill.Name, skill);
        foreach (var gone in _read.Keys.Where(folder => !seen.Contains(folder))) _read.TryRemove(gone, out _);
        return [.. found.Values.OrderBy(skill => skill.Name, StringComparer.Ordinal)];
    }

    /// <summary>Those that can be used.</summary>
    public IReadOnlyList<Skill> Usable() => [.. All().Where(skill => skill.Missing is null)];

    private static IEnumerable<string> FoldersIn(string place)
    {
        try
        {
            return Directory.Exists(place) ? [.. Directory.EnumerateDirectories(place).Order(StringComparer.Ordinal).Take(MaxSkills)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private Skill? Read(string folder)
    {
        try
        {
            var file = new FileInfo(Path.Combine(folder, Skill.FileName));
            if (!file.Exists || file.Length > Skill.MaxFile) return null;
            if (_read.TryGetValue(folder, out var known) && known.ChangedAt == file.LastWriteTimeUtc && known.Length == file.Length) return known.Skill;
            var skill = Skill.Read(folder, File.ReadAllText(file.FullName, Encoding.UTF8), needs);
            _read[folder] = (file.LastWriteTimeUtc, file.Length, skill);
            return skill;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
