using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Configuration.Editing;

/// <summary>A change that somebody wanted from a browser and that has to be confirmed on the machine.</summary>
/// <param name="Id">By which it is confirmed.</param>
/// <param name="By">Who wanted it.</param>
/// <param name="At">When.</param>
/// <param name="Needs">Why it waits: see <see cref="LocalYes"/>.</param>
/// <param name="Version">Of the file that it was made for.</param>
/// <param name="Text">The whole file as it would be, with its secrets.</param>
internal sealed record PendingChange(string Id, string By, DateTimeOffset At, IReadOnlyList<string> Needs, string Version, string Text);

/// <summary>They lie in the home folder, readable by its owner only, at most ten and for a day.</summary>
internal sealed class PendingChanges(string home, TimeProvider time)
{
    public const int Most = 10;

    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    private static readonly TimeSpan s_life = TimeSpan.FromDays(1);

    private readonly string _folder = Path.Join(home, "config-pending");

    /// <summary>The oldest first; what is too old is gone.</summary>
    /// <exception cref="IOException">They can not be read.</exception>
    public IReadOnlyList<PendingChange> List()
    {
        if (!Directory.Exists(_folder)) return [];
        var now = time.GetUtcNow();
        var found = Directory.EnumerateFiles(_folder, "*.json").Select(file => (File: file, Change: Read(file))).ToList();
        foreach (var (file, _) in found.Where(one => one.Change is null || now - one.Change.At > s_life)) File.Delete(file);
        return [.. found.Select(one => one.Change).OfType<PendingChange>().Where(one => now - one.At <= s_life).OrderBy(one => one.At)];
    }

    /// <summary>Of more than there may be, the oldest goes.</summary>
    public PendingChange Add(string by, IReadOnlyList<string> needs, string version, string text)
    {
        foreach (var old in List().Reverse().Skip(Most - 1)) Remove(old.Id);
        PrivateFolder.Make(_folder);
        var change = new PendingChange(RandomNumberGenerator.GetString(Alphabet, 6), by, time.GetUtcNow(), needs, version, text);
        PrivateText.Write(PathOf(change.Id), JsonSerializer.Serialize(change, PendingJson.Default.PendingChange));
        return change;
    }

    public PendingChange? Find(string id) => List().FirstOrDefault(change => change.Id == id);

    public void Remove(string id) => File.Delete(PathOf(id));

    private string PathOf(string id) => Path.Join(_folder, id + ".json");

    private static PendingChange? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file), PendingJson.Default.PendingChange) is { Id: { } id, Text: not null, Needs: not null } change && Path.GetFileNameWithoutExtension(file) == id ? change : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(PendingChange))]
internal sealed partial class PendingJson : JsonSerializerContext;
