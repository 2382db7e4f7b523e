using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Privacy;

/// <summary>Everything of one person: what is stored, where it lies, given out or erased.</summary>
/// <param name="store">The database.</param>
/// <param name="audit">Knows that it was given out.</param>
/// <param name="home">The home folder, with the files.</param>
/// <param name="log">Named events.</param>
/// <param name="time">The clock.</param>
internal sealed class PersonData(IPrivacyStore store, IAuditStore audit, string home, PrivacyLog log, TimeProvider time)
{
    private const string Attachments = "attachments";

    /// <param name="names">See <see cref="PersonRecord.Names"/>.</param>
    /// <param name="person">Staff id, else sender id.</param>
    public static PersonRecord Of(IReadOnlyList<string> names, string person) => new(names, person, place => names.Any(name => ConversationKey.IsOwnOf(place, name, person)));

    /// <summary>How many rows of each kind there are; kinds without any left out.</summary>
    public async Task<IReadOnlyList<(string Kind, int Rows)>> CountAsync(PersonRecord who, CancellationToken ct) =>
        [.. (await store.ReadPersonAsync(who, ct)).Where(table => table.Rows.Count > 0).Select(table => (table.Name, table.Rows.Count))];

    /// <summary>All rows as one JSON object: who, when, and under <c>records</c> a list for each kind.</summary>
    public async Task<string> TextAsync(PersonRecord who, string by, CancellationToken ct)
    {
        var text = Json(who, await store.ReadPersonAsync(who, ct));
        await GivenOutAsync(who, by, ct);
        return text;
    }

    /// <summary>The same in a zip, as <c>records.json</c>, with the files of the person below <c>files/</c>.</summary>
    /// <param name="who">Whose.</param>
    /// <param name="by">Who has it done: for the audit.</param>
    /// <param name="to">Written once, from its beginning.</param>
    /// <param name="ct">Leaves it unfinished.</param>
    public async Task ZipAsync(PersonRecord who, string by, Stream to, CancellationToken ct)
    {
        var tables = await store.ReadPersonAsync(who, ct);
        using (var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using (var records = zip.CreateEntry("records.json").Open()) await records.WriteAsync(Encoding.UTF8.GetBytes(Json(who, tables)), ct);
            foreach (var (name, path) in Files(who, tables)) await AddAsync(zip, name, path, ct);
        }

        await GivenOutAsync(who, by, ct);
    }

    /// <summary>For good. A repeat erases what has come since, or what the first one did not get to.</summary>
    public async Task<ErasedRows> EraseAsync(PersonRecord who, long except, string by, CancellationToken ct)
    {
        var erased = await store.ErasePersonAsync(who, except, by, time.GetUtcNow(), ct);
        var files = DeleteAttachments(erased) + new TalkFolders(home).Forget(who.Owns);
        log.Erased(by, erased.Messages, erased.Lines, erased.Rows, files);
        return erased with { Files = [.. Enumerable.Repeat("", files)] };
    }

    private async Task GivenOutAsync(PersonRecord who, string by, CancellationToken ct)
    {
        await audit.AppendAuditAsync(new AuditEvent(AuditKinds.PrivacyExported, by, who.Names.Count > 0 ? who.Names[0] : "", who.Person), time.GetUtcNow(), ct);
        log.Exported(by);
    }

    private IEnumerable<(string Name, string Path)> Files(PersonRecord who, IReadOnlyList<PersonRows> tables)
    {
        var root = Path.GetFullPath(Path.Combine(home, Attachments));
        var files = tables.First(table => table.Name == "files");
        foreach (var row in files.Rows)
        {
            if (row[files.Columns.ToList().IndexOf("path")] is not string stored) continue;
            var path = Path.GetFullPath(Path.Combine(root, stored));
            if (path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(path)) yield return ($"files/{Attachments}/{stored.Replace('\\', '/')}", path);
        }

        foreach (var (number, talk) in new TalkFolders(home).All().Where(talk => who.Owns(talk.Place)).Index())
            foreach (var path in Directory.Exists(talk.Files) ? Directory.EnumerateFiles(talk.Files, "*", SearchOption.AllDirectories) : [])
                yield return ($"files/talks/{(number + 1).ToString(CultureInfo.InvariantCulture)}/{Path.GetRelativePath(talk.Files, path).Replace('\\', '/')}", path);
    }

    private static async Task AddAsync(ZipArchive zip, string name, string path, CancellationToken ct)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using var entry = zip.CreateEntry(name).Open();
            await file.CopyToAsync(entry, ct);
        }
        catch (FileNotFoundException)
        {
            // Swept meanwhile: it is not stored any more.
        }
    }

    /// <summary>By what is stored of them, and by their names: a file whose row is gone tells its turn.</summary>
    private int DeleteAttachments(ErasedRows erased)
    {
        var root = Path.GetFullPath(Path.Combine(home, Attachments));
        if (!Directory.Exists(root)) return 0;
        var turns = erased.Turns.ToHashSet();
        var removed = 0;
        foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).ToList())
        {
            if (!long.TryParse(Path.GetFileName(path).Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var turn) || !turns.Contains(turn)) continue;
            File.Delete(path);
            removed++;
        }

        return removed;
    }

    private string Json(PersonRecord who, IReadOnlyList<PersonRows> tables)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("person", who.Person);
            json.WriteString("at", time.GetUtcNow());
            json.WriteStartObject("records");
            foreach (var table in tables)
            {
                json.WriteStartArray(table.Name);
                foreach (var row in table.Rows) Write(json, table.Columns, row);
                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<string> columns, IReadOnlyList<object?> row)
    {
        json.WriteStartObject();
        for (var i = 0; i < columns.Count; i++)
        {
            switch (row[i])
            {
                case null: json.WriteNull(columns[i]); break;
                case long number: json.WriteNumber(columns[i], number); break;
                case double number: json.WriteNumber(columns[i], number); break;
                case var other: json.WriteString(columns[i], Convert.ToString(other, CultureInfo.InvariantCulture)); break;
            }
        }

        json.WriteEndObject();
    }
}
