using System.Security.Cryptography;
using System.Text;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tools;

/// <summary>Where each talk's own files lie: one folder a talk below the home folder, its name beside them. No path that a model makes up leads from one to another.</summary>
/// <param name="home">The home folder.</param>
internal sealed class TalkFolders(string home)
{
    /// <summary>Below the home folder.</summary>
    public const string FolderName = "talks";

    /// <summary>Talks that have files.</summary>
    public const int MostTalks = 50_000;

    private const string NameFile = "place";
    private const string FilesFolder = "files";

    private string Root => Path.Combine(home, FolderName);

    /// <summary>Absolute; need not exist.</summary>
    /// <param name="place">See <see cref="TurnContext.Memory"/>.</param>
    public string FilesOf(string place) => Path.Combine(FolderOf(place), FilesFolder);

    /// <summary>Makes a talk's folder where it is missing.</summary>
    /// <returns>Null: it is there. Else a sentence for the model.</returns>
    public string? Make(string place)
    {
        var folder = FolderOf(place);
        try
        {
            if (Directory.Exists(FilesOf(place))) return null;
            if (Directory.Exists(Root) && Directory.EnumerateDirectories(Root).Take(MostTalks).Count() == MostTalks) return $"Files of {MostTalks:N0} conversations are kept, the most there can be.";
            // Each by itself: of a path only the last folder gets the mode.
            PrivateFolder.Make(Root);
            PrivateFolder.Make(folder);
            // Before the first file: what nobody can name, nobody could erase.
            File.WriteAllText(Path.Combine(folder, NameFile), place, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            PrivateFolder.Make(FilesOf(place));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "The folder of this conversation can not be made.";
        }
    }

    /// <summary>The folder of files that a path lies in; null: in none.</summary>
    public string? Holding(string path)
    {
        var below = new Workspace(Root).Within(path)?.Split(Path.DirectorySeparatorChar);
        return below is [var talk, FilesFolder, _, ..] ? Path.Combine(Root, talk, FilesFolder) : null;
    }

    /// <summary>Removes the files of talks for good.</summary>
    /// <param name="which">By the place's name.</param>
    /// <returns>How many files there were.</returns>
    public int Forget(Func<string, bool> which)
    {
        if (!Directory.Exists(Root)) return 0;
        var removed = 0;
        foreach (var folder in Directory.EnumerateDirectories(Root).ToList())
        {
            var name = Path.Combine(folder, NameFile);
            if (!File.Exists(name) || !which(File.ReadAllText(name))) continue;
            removed += Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count() - 1;
            Directory.Delete(folder, recursive: true);
        }

        return removed;
    }

    /// <summary>Removes the files of talks in which none was written since a time.</summary>
    /// <returns>How many files there were.</returns>
    public int ForgetUntouched(DateTimeOffset before)
    {
        if (!Directory.Exists(Root)) return 0;
        var removed = 0;
        foreach (var folder in Directory.EnumerateDirectories(Root).ToList())
        {
            var files = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).ToList();
            if (files.Any(file => file.LastWriteTimeUtc >= before.UtcDateTime) || Directory.GetLastWriteTimeUtc(folder) >= before.UtcDateTime) continue;
            removed += Math.Max(0, files.Count - 1);
            Directory.Delete(folder, recursive: true);
        }

        return removed;
    }

    /// <summary>Places that have files, with the folder of each.</summary>
    public IReadOnlyList<(string Place, string Files)> All() => !Directory.Exists(Root) ? [] :
    [
        .. Directory.EnumerateDirectories(Root).Where(folder => File.Exists(Path.Combine(folder, NameFile)))
            .Select(folder => (File.ReadAllText(Path.Combine(folder, NameFile)), Path.Combine(folder, FilesFolder))),
    ];

    /// <summary>Ids are people's and DingTalk's: neither their letters nor their case may decide what a file system makes of them.</summary>
    private string FolderOf(string place) => Path.Combine(Root, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(place)).AsSpan(0, 16)));
}
