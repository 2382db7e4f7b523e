using System.IO.Compression;
using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Backup;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Backup;

/// <summary>A home in one file, and back; what is not whole changes nothing.</summary>
public sealed class HomeBackupTests : IDisposable
{
    private readonly TempHome _root = new();
    private readonly ManualTimeProvider _time = new(Said.At);
    private readonly string _home;
    private readonly string _file;

    public HomeBackupTests()
    {
        (_home, _file) = (Path.Combine(_root.Path, "home"), Path.Combine(_root.Path, "copy.zip"));
        Directory.CreateDirectory(Path.Combine(_home, "workspace", "notes"));
        Directory.CreateDirectory(Path.Combine(_home, "config-history"));
        Write("workspace/notes/one.md", "NOTE");
        Write("config-history/old.json", "OLD-SECRET");
        Write("gateway.token", "TOKEN-SECRET");
        Write("my.pem", "PEM-SECRET");
        Write("knowledge.db", "made anew");
        Write("gateway.json", "of a process");
        Write("config.json", """{ /* kept */ "channels": { "dingtalk": { "client_id": "ding-x", "client_secret": "INLINE-SECRET" } } }""");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task What_was_there_is_there_again_and_what_was_open_ends_without_a_word()
    {
        await FillAsync();
        var manifest = await BackupAsync(secrets: false);
        manifest.LeftOut.ShouldBe(["config-history", "gateway.token", "knowledge.db", "my.pem"]);
        using (var zip = ZipFile.OpenRead(_file))
            zip.Entries.Select(entry => entry.FullName).ShouldBe(["audit.head", "config.json", "workspace/notes/one.md", "dinghy.db", "manifest.json"], ignoreOrder: true);

        var other = Path.Combine(_root.Path, "other");
        var restored = await new HomeRestore(other, _time).RestoreAsync(_file, force: false, resume: false, Ct);
        (restored.Problem, restored.Kept).ShouldBe((null, null));
        restored.Ended.ShouldBeGreaterThan(0);
        (await File.ReadAllTextAsync(Path.Combine(other, "workspace/notes/one.md"), Ct)).ShouldBe("NOTE");
        var config = await File.ReadAllTextAsync(Path.Combine(other, "config.json"), Ct);
        config.ShouldContain("/* kept */");
        config.ShouldContain("${LEFT_OUT_OF_THE_BACKUP}");
        Directory.EnumerateFiles(other, "*", SearchOption.AllDirectories).ShouldAllBe(path => !File.ReadAllText(path).Contains("-SECRET", StringComparison.Ordinal));

        await using var store = SqliteStore.Open(other);
        (await store.ResumeTurnsAsync(Ct)).ShouldBeEmpty();
        (await store.OpenRepliesAsync(Ct)).ShouldBeEmpty();
        (await store.AddTurnAsync(new Said { Id = "open" }.NewTurn(), null, Ct)).ShouldBeNull("ids are known there");
        (await store.CountAsync(Ct)).Outcomes["cancelled:restored"].ShouldBe(2);
        var verdict = SqliteAudit.Verify(other, null)!;
        (verdict.Ok, verdict.Entries).ShouldBe((true, 2), "what there was, and that it was restored");
    }

    [Fact]
    public async Task With_secrets_all_of_it_comes_along_and_with_resume_what_was_open_is_open()
    {
        await FillAsync();
        (await BackupAsync(secrets: true)).LeftOut.ShouldBe(["knowledge.db"]);
        var other = Path.Combine(_root.Path, "other");
        (await new HomeRestore(other, _time).RestoreAsync(_file, force: false, resume: true, Ct)).Ended.ShouldBe(0);
        (await File.ReadAllTextAsync(Path.Combine(other, "gateway.token"), Ct)).ShouldBe("TOKEN-SECRET");
        (await File.ReadAllTextAsync(Path.Combine(other, "config.json"), Ct)).ShouldContain("INLINE-SECRET");
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(Path.Combine(other, "gateway.token")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var store = SqliteStore.Open(other);
        (await store.ResumeTurnsAsync(Ct)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_pipe_a_socket_and_a_link_in_the_home_hold_nothing_up_and_are_not_copied()
    {
        if (!OperatingSystem.IsLinux()) return;
        await FillAsync();
        using (var made = System.Diagnostics.Process.Start("mkfifo", Path.Combine(_home, "a-pipe"))) await made.WaitForExitAsync(Ct);
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(Path.Combine(_home, "a-socket")));
        File.CreateSymbolicLink(Path.Combine(_home, "a-link"), "/etc/hostname");
        (await BackupAsync(secrets: true)).Files.ShouldNotContain(file => file.Path.StartsWith("a-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_home_that_is_there_is_only_put_aside_by_force_and_one_in_use_never()
    {
        await FillAsync();
        await BackupAsync(secrets: false);
        var restore = new HomeRestore(_home, _time);
        (await restore.RestoreAsync(_file, force: false, resume: false, Ct)).Problem!.ShouldContain("--force");
        using (HomeLock.Take(_home)) await Should.ThrowAsync<StoreException>(() => restore.RestoreAsync(_file, force: true, resume: false, Ct));
        File.Exists(Path.Combine(_home, "my.pem")).ShouldBeTrue("nothing was changed");

        var done = await restore.RestoreAsync(_file, force: true, resume: false, Ct);
        File.Exists(Path.Combine(done.Kept!, "my.pem")).ShouldBeTrue();
        File.Exists(Path.Combine(_home, "my.pem")).ShouldBeFalse();
        Directory.EnumerateDirectories(_root.Path, "*.restoring-*").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("no manifest")]
    [InlineData("changed file")]
    [InlineData("missing file")]
    [InlineData("damaged database")]
    [InlineData("path that leads out")]
    [InlineData("newer program")]
    [InlineData("no zip")]
    public async Task A_backup_that_is_not_whole_changes_nothing(string how)
    {
        await FillAsync();
        await BackupAsync(secrets: false);
        Damage(how);
        var before = Directory.EnumerateFileSystemEntries(_home, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        string? problem;
        try
        {
            problem = (await new HomeRestore(_home, _time).RestoreAsync(_file, force: true, resume: false, Ct)).Problem;
        }
        catch (StoreException e)
        {
            problem = e.Message;
        }

        problem.ShouldNotBeNullOrEmpty();
        Directory.EnumerateFileSystemEntries(_home, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ShouldBe(before);
        Directory.EnumerateDirectories(_root.Path).ShouldBe([_home], "nothing is left beside it");
        File.Exists(Path.Combine(_root.Path, "outside.md")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_backup_writes_over_nothing_and_leaves_no_half_one()
    {
        await FillAsync();
        await File.WriteAllTextAsync(_file, "mine", Ct);
        await Should.ThrowAsync<IOException>(() => BackupAsync(secrets: false));
        (await File.ReadAllTextAsync(_file, Ct)).ShouldBe("mine");
        File.Delete(_file);
        File.WriteAllText(Path.Combine(_home, "dinghy.db"), "this is no database at all, but long enough to look like a file");
        await Should.ThrowAsync<StoreException>(() => BackupAsync(secrets: false));
        Directory.EnumerateFiles(_root.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_copy_made_while_messages_are_stored_is_of_one_moment()
    {
        await using (var store = SqliteStore.Open(_home))
        {
            using var stop = new CancellationTokenSource();
            var stored = 0;
            var first = new TaskCompletionSource();
            var writing = Task.Run(async () =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                {
                    var turn = (await store.AddTurnAsync(new Said { Id = $"load-{i}" }.NewTurn(), null, Ct))!;
                    await store.AddReplyAsync(new NewReply(turn.Id, "ok", TurnOutcome.Answered, []), null, Said.At, Ct);
                    stored = i + 1;
                    first.TrySetResult();
                }
            }, Ct);
            await first.Task;
            await BackupAsync(secrets: false);
            await stop.CancelAsync();
            await writing;
            stored.ShouldBeGreaterThan(0);
        }

        var other = Path.Combine(_root.Path, "other");
        (await new HomeRestore(other, _time).RestoreAsync(_file, force: false, resume: false, Ct)).Problem.ShouldBeNull();
        using var session = new SqliteSession(Path.Combine(other, "dinghy.db"), readOnly: true);
        session.Query("PRAGMA integrity_check", row => row.GetString(0)).ShouldBe(["ok"]);
        session.Number("SELECT count(*) FROM turns t WHERE NOT EXISTS (SELECT 1 FROM replies r WHERE r.turn_id = t.id)")!.Value.ShouldBeLessThanOrEqualTo(1, "at most the one between two commits");
    }

    private void Damage(string how)
    {
        if (how is "cut" or "no zip")
        {
            var bytes = File.ReadAllBytes(_file);
            File.WriteAllBytes(_file, how == "cut" ? bytes[..(bytes.Length / 2)] : "no zip at all"u8.ToArray());
            return;
        }

        using var zip = ZipFile.Open(_file, ZipArchiveMode.Update);
        switch (how)
        {
            case "no manifest": zip.GetEntry("manifest.json")!.Delete(); break;
            case "changed file": Replace(zip, "workspace/notes/one.md", _ => "N0TE"); break;
            case "missing file": zip.GetEntry("workspace/notes/one.md")!.Delete(); break;
            case "path that leads out":
                Replace(zip, "manifest.json", text => text.Replace("workspace/notes/one.md", "../outside.md", StringComparison.Ordinal));
                using (var writer = new StreamWriter(zip.CreateEntry("../outside.md").Open())) writer.Write("NOTE");
                break;
            case "newer program": Replace(zip, "manifest.json", text => text.Replace("\"format\": 1", "\"format\": 2", StringComparison.Ordinal)); break;
            case "damaged database":
                var junk = new string('x', 8192);
                Replace(zip, "dinghy.db", _ => junk);
                var sha = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(junk)));
                Replace(zip, "manifest.json", text =>
                {
                    var manifest = System.Text.Json.Nodes.JsonNode.Parse(text)!;
                    var database = manifest["files"]!.AsArray().First(file => file!["path"]!.GetValue<string>() == "dinghy.db")!;
                    (database["bytes"], database["sha256"]) = (junk.Length, sha);
                    return manifest.ToJsonString();
                });
                break;
        }
    }

    private static void Replace(ZipArchive zip, string name, Func<string, string> change)
    {
        string text;
        using (var reader = new StreamReader(zip.GetEntry(name)!.Open())) text = reader.ReadToEnd();
        zip.GetEntry(name)!.Delete();
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(change(text));
    }

    private Task<BackupManifest> BackupAsync(bool secrets) =>
        new HomeBackup(_home, Path.Combine(_home, "config.json"), [Path.Combine(_home, "workspace")], "0.1.0", _time).MakeAsync(_file, secrets, Ct);

    /// <summary>One message that is being answered, one whose answer waits, and an entry of the audit.</summary>
    private async Task FillAsync()
    {
        await using var store = SqliteStore.Open(_home);
        await store.AddTurnAsync(new Said { Id = "open" }.NewTurn(), null, Ct);
        var waits = (await store.AddTurnAsync(new Said { Id = "waits" }.NewTurn(), null, Ct))!;
        await store.AddReplyAsync(new NewReply(waits.Id, "an answer", TurnOutcome.Answered, []), null, Said.At, Ct);
        await store.AppendAuditAsync(new AuditEvent("test", "boss", "main", "thing"), Said.At, Ct);
    }

    private void Write(string path, string text) => File.WriteAllText(Path.Combine(_home, path), text);
}
