using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dinghy.Gateway.Backup;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Backup;

/// <summary>Files that somebody made up: a problem in words, fit for a terminal, and nothing changed.</summary>
public sealed class HostileBackupTests : IDisposable
{
    private readonly TempHome _root = new();
    private readonly string _file;

    public HostileBackupTests() => _file = Path.Combine(_root.Path, "made-up.zip");

    private string Home => Path.Combine(_root.Path, "home");

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("format", "-5", "no format")]
    [InlineData("format", "0", "no format")]
    [InlineData("format", "2", "newer program")]
    [InlineData("program", "null", "no format")]
    [InlineData("files", "null", "can not be read")]
    [InlineData("files", "[null]", "without a name")]
    [InlineData("files", """[{"path":null,"bytes":1,"sha256":""}]""", "without a name")]
    [InlineData("files", """[{"path":"a","bytes":1}]""", "without a name")]
    [InlineData("files", """[{"path":"a\u0000b","bytes":1,"sha256":""}]""", "no name has")]
    [InlineData("files", """[{"path":"\u001b[2J","bytes":1,"sha256":""}]""", "?[2J has a character")]
    [InlineData("files", """[{"path":"../a","bytes":1,"sha256":""}]""", "leads elsewhere")]
    [InlineData("files", """[{"path":"/etc/a","bytes":1,"sha256":""}]""", "leads elsewhere")]
    [InlineData("files", """[{"path":"a//b","bytes":1,"sha256":""}]""", "leads elsewhere")]
    [InlineData("files", """[{"path":"a","bytes":-1,"sha256":""}]""", "length that no file has")]
    [InlineData("files", """[{"path":"a","bytes":1,"sha256":""},{"path":"a","bytes":1,"sha256":""}]""", "twice")]
    [InlineData("files", """[{"path":"a","bytes":1,"sha256":""},{"path":"a/b","bytes":1,"sha256":""}]""", "below a file")]
    [InlineData("files", """[{"path":"dinghy.db","bytes":1,"sha256":""}]""", "do not agree")]
    [InlineData("schema", "3", "do not agree")]
    [InlineData("files", """[{"path":"a","bytes":1,"sha256":""}]""", "missing")]
    public async Task What_the_list_says_is_looked_through_before_it_is_believed(string key, string value, string words)
    {
        Make(manifest => manifest[key] = JsonNode.Parse(value));
        var problem = (await RestoreAsync()).ShouldNotBeNull();
        problem.ShouldContain(words);
        problem.ShouldAllBe(c => !char.IsControl(c));
    }

    [Fact]
    public async Task A_name_that_no_disk_takes_is_told_in_short()
    {
        Make(manifest => manifest["files"] = new JsonArray(new JsonObject { ["path"] = new string('x', 300), ["bytes"] = 1, ["sha256"] = "" }));
        var problem = (await RestoreAsync()).ShouldNotBeNull();
        problem.ShouldContain("longer than a name can be");
        problem.Length.ShouldBeLessThan(_file.Length + 300);
    }

    [Fact]
    public async Task A_small_file_that_would_unpack_to_more_than_there_is_room_for_is_refused_before_it_is_unpacked()
    {
        var zeros = new byte[64 * 1024 * 1024];
        Make(manifest => manifest["files"] = new JsonArray(new JsonObject { ["path"] = "workspace/zeros", ["bytes"] = zeros.Length, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(zeros)) }), ("workspace/zeros", zeros));
        new FileInfo(_file).Length.ShouldBeLessThan(300_000);
        (await RestoreAsync(room: 70L * 1024 * 1024)).ShouldNotBeNull().ShouldContain("64 MB");
        (await RestoreAsync(room: 90L * 1024 * 1024)).ShouldBeNull("there is room");
    }

    [Fact]
    public async Task A_database_that_the_list_keeps_quiet_about_is_no_database()
    {
        var junk = Encoding.UTF8.GetBytes(new string('x', 8192));
        Make(manifest => (manifest["schema"], manifest["files"]) = (null, new JsonArray(new JsonObject { ["path"] = "dinghy.db", ["bytes"] = junk.Length, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(junk)) })), ("dinghy.db", junk));
        (await RestoreAsync()).ShouldNotBeNull().ShouldContain("do not agree");
    }

    private async Task<string?> RestoreAsync(long? room = null)
    {
        var restored = await new HomeRestore(Home, TimeProvider.System) { Room = _ => room }.RestoreAsync(_file, force: false, resume: false, TestContext.Current.CancellationToken);
        if (restored.Problem is not null) Directory.GetFileSystemEntries(_root.Path).ShouldBe([_file], "nothing was changed");
        return restored.Problem;
    }

    private void Make(Action<JsonObject> change, params (string Name, byte[] Bytes)[] files)
    {
        var manifest = new JsonObject { ["format"] = 1, ["program"] = "0.1.0", ["schema"] = null, ["at"] = "2026-01-01T00:00:00+00:00", ["secrets"] = false, ["files"] = new JsonArray(), ["left_out"] = new JsonArray() };
        change(manifest);
        using var zip = ZipFile.Open(_file, ZipArchiveMode.Create);
        foreach (var (name, bytes) in files)
            using (var entry = zip.CreateEntry(name, CompressionLevel.Optimal).Open()) entry.Write(bytes);
        using var writer = new StreamWriter(zip.CreateEntry("manifest.json").Open());
        writer.Write(manifest.ToJsonString());
    }
}
