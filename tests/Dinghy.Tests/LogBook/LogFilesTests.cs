using System.Text.Json;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;
using Dinghy.LogBook;
using Dinghy.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Dinghy.Tests.LogBook;

public sealed partial class LogFilesTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly ManualTimeProvider _time = new();
    private readonly LogFiles _files;

    public LogFilesTests() => _files = new LogFiles(_time);

    public void Dispose()
    {
        _files.Dispose();
        _home.Dispose();
    }

    private string Folder => LogFolder.In(_home.Path);

    [Fact]
    public async Task A_line_is_one_JSON_object_with_time_level_room_id_turn_and_words()
    {
        _files.Open(_home.Path, new LogsConfig());
        Happened(Logger("Dinghy.Gateway.Inbox.TurnLog"), 7, "manager75", null);
        var line = JsonDocument.Parse((await LinesAsync(1)).Single()).RootElement;
        line.GetProperty("at").GetDateTimeOffset().ShouldBe(_time.GetUtcNow());
        (line.GetProperty("level").GetString(), line.GetProperty("room").GetString(), line.GetProperty("id").GetInt32(), line.GetProperty("turn").GetInt64()).ShouldBe(("info", "Dinghy.Gateway.Inbox.TurnLog", 2000, 7L));
        line.GetProperty("words").GetString().ShouldBe("Turn 7 accepted: senderStaffId manager75");
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(LogFolder.Files(Folder).Single().Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData("a\n2026-11-26 warn forged")]
    [InlineData("\u001b[2J\u001b]0;owned\u0007")]
    [InlineData("a\r\nb\u2028c\u0085d")]
    [InlineData("\u202egnp.exe\u2066")]
    public async Task A_name_can_neither_forge_a_line_nor_drive_a_terminal(string name)
    {
        _files.Open(_home.Path, new LogsConfig());
        Happened(Logger("Dinghy.X"), 1, name, new InvalidOperationException(name));
        var line = (await LinesAsync(1)).ShouldHaveSingleItem();
        var entry = LogEntry.Read(line).ShouldNotBeNull();
        foreach (var shown in new[] { line, entry.ToText(), entry.Words, entry.Error! }) shown.Any(Printable.IsUnsafe).ShouldBeFalse();
        // A forged file is cleaned when it is shown, too.
        new LogEntry(entry.At, "info", $"r{name}", 1, name).ToText().Any(Printable.IsUnsafe).ShouldBeFalse();
    }

    [Fact]
    public async Task Chinese_can_be_searched_in_the_file_as_it_is_written()
    {
        _files.Open(_home.Path, new LogsConfig());
        Happened(Logger("Dinghy.X"), 1, "张三👨‍👩‍👧", null);
        (await LinesAsync(1)).Single().ShouldContain("张三");
        LogReader.Last(_home.Path, new LogFilter { Grep = "张三" }, 10).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Texts_are_written_only_where_that_is_switched_on_and_then_at_once()
    {
        var texts = new TextLog(new LoggerFactory([_files], new LoggerFilterOptions { MinLevel = LogLevel.Trace }).CreateLogger<TextLog>());
        _files.Open(_home.Path, new LogsConfig());
        texts.IsOn.ShouldBeFalse();
        texts.Asked(1, "what is my salary");
        _files.Use(new LogsConfig { Texts = true });
        texts.Asked(2, "what is the time");
        var lines = await LinesAsync(1);
        lines.ShouldHaveSingleItem().ShouldContain("what is the time");
        _files.Use(new LogsConfig { Texts = true, Files = false });
        texts.IsOn.ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_said_before_the_home_was_ours_is_written_when_it_is()
    {
        Happened(Logger("Dinghy.X"), 1, "early", null);
        Directory.Exists(Folder).ShouldBeFalse();
        _files.Open(_home.Path, new LogsConfig());
        (await LinesAsync(1)).Single().ShouldContain("early");
    }

    [Fact]
    public void A_large_file_and_a_new_day_begin_another_and_the_oldest_go()
    {
        using var writer = new LogWriter(Folder, _time);
        var config = new LogsConfig { MaxFileMegabytes = 1, MaxFiles = 3 };
        var line = new string('x', 600 * 1024);
        for (var i = 0; i < 3; i++) writer.Write([line], config);
        LogFolder.Files(Folder).Select(file => (file.Day.Day, file.Number)).ShouldBe([(20, 1), (20, 2), (20, 3)]);
        _time.Advance(TimeSpan.FromDays(1));
        writer.Write(["next day"], config);
        LogFolder.Files(Folder).Select(file => (file.Day.Day, file.Number)).ShouldBe([(20, 2), (20, 3), (21, 1)]);
        LogFolder.Prune(Folder, 100, 700 * 1024);
        LogFolder.Files(Folder).Select(file => (file.Day.Day, file.Number)).ShouldBe([(20, 3), (21, 1)]);
    }

    [Fact]
    public void A_line_that_was_cut_off_does_not_spoil_the_next_and_a_restart_goes_on_in_the_same_file()
    {
        using (var first = new LogWriter(Folder, _time)) first.Write(["whole"], new LogsConfig());
        File.AppendAllText(LogFolder.Files(Folder).Single().Path, "{\"half");
        using (var second = new LogWriter(Folder, _time)) second.Write(["next"], new LogsConfig());
        File.ReadAllLines(LogFolder.Files(Folder).Single().Path).ShouldBe(["whole", "{\"half", "next"]);
    }

    [Fact]
    public async Task A_disk_that_takes_nothing_stops_nobody_and_what_is_missing_is_said_afterwards()
    {
        // A file where the folder should be: as good as a disk that takes nothing, also for root.
        _home.With(LogFolder.Name, "");
        _files.Open(_home.Path, new LogsConfig());
        for (var i = 0; i < 3; i++) Happened(Logger("Dinghy.X"), i, "lost", null);
        await Waiting.Until(() => Task.FromResult(_files.Lost == 3));

        File.Delete(Folder);
        _time.Advance(TimeSpan.FromSeconds(6));
        Happened(Logger("Dinghy.X"), 4, "there again", null);
        var lines = await LinesAsync(2);
        lines[0].ShouldContain("3 lines before this one are missing");
        lines[1].ShouldContain("there again");
    }

    [Fact]
    public void Following_goes_on_from_file_to_file_and_loses_nothing()
    {
        using var writer = new LogWriter(Folder, _time);
        writer.Write([Entry("before").ToJson()], new LogsConfig());
        using var follower = new LogFollower(_home.Path);
        follower.ReadNew().ShouldBeEmpty();
        writer.Write([Entry("一").ToJson()], new LogsConfig());
        follower.ReadNew().Select(entry => entry.Words).ShouldBe(["一"]);

        var old = LogFolder.Files(Folder).Single().Path;
        writer.Write([Entry("two").ToJson()], new LogsConfig());
        _time.Advance(TimeSpan.FromDays(1));
        writer.Write([Entry("three").ToJson()], new LogsConfig());
        _time.Advance(TimeSpan.FromDays(1));
        writer.Write([Entry("four").ToJson()], new LogsConfig());
        File.Delete(old);
        follower.ReadNew().Select(entry => entry.Words).ShouldBe(["two", "three", "four"]);
        follower.ReadNew().ShouldBeEmpty();
    }

    [Fact]
    public void Filters_go_by_turn_level_time_and_words()
    {
        using (var writer = new LogWriter(Folder, _time))
        {
            writer.Write([(Entry("first") with { Turn = 1 }).ToJson(), (Entry("second") with { Turn = 2, Level = "warn" }).ToJson(), "no JSON at all", (Entry("third") with { At = _time.GetUtcNow().AddHours(1) }).ToJson()], new LogsConfig());
        }

        string[] Found(LogFilter filter, int most = 10) => [.. LogReader.Last(_home.Path, filter, most).Select(entry => entry.Words)];
        Found(new LogFilter()).ShouldBe(["first", "second", "third"]);
        Found(new LogFilter(), most: 2).ShouldBe(["second", "third"]);
        Found(new LogFilter { Turn = 1 }).ShouldBe(["first"]);
        Found(new LogFilter { Level = LogLevel.Warning }).ShouldBe(["second"]);
        Found(new LogFilter { Since = _time.GetUtcNow().AddMinutes(1) }).ShouldBe(["third"]);
        Found(new LogFilter { Grep = "SECO" }).ShouldBe(["second"]);
        LogFilter.ParseSince("2h", _time.GetUtcNow()).ShouldBe(_time.GetUtcNow().AddHours(-2));
        LogFilter.ParseSince("yesterday-ish", _time.GetUtcNow()).ShouldBeNull();
    }

    [Fact]
    public async Task Who_looks_slowly_is_told_how_much_was_missed_and_no_more_than_twenty_look()
    {
        var tail = new LogTail(new LogFilter(), _ => { });
        for (var i = 0; i < 1_003; i++) tail.Take(Entry($"{i}"));
        await using var reading = tail.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        (await reading.MoveNextAsync()).ShouldBeTrue();
        reading.Current.ShouldBe((reading.Current.Entry, 3L));
        tail.Dispose();

        var tails = Enumerable.Range(0, LogTail.Most).Select(_ => _files.Follow(new LogFilter())).ToList();
        tails.ShouldAllBe(one => one != null);
        _files.Follow(new LogFilter()).ShouldBeNull();
        tails[0]!.Dispose();
        _files.Follow(new LogFilter()).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_command_shows_filters_and_prints_JSON_without_a_gateway()
    {
        (await _home.RunAsync("logs")).Error.ShouldContain("There is no log");
        using (var writer = new LogWriter(Folder, _time)) writer.Write([(Entry("hello") with { Turn = 5 }).ToJson(), Entry("other").ToJson()], new LogsConfig());
        (await _home.RunAsync("logs", "--turn", "5")).Out.Trim().ShouldEndWith("Dinghy.X[1] hello");
        LogEntry.Read((await _home.RunAsync("logs", "--grep", "other", "--json")).Out)!.Words.ShouldBe("other");
        (await _home.RunAsync("logs", "--level", "loud")).Code.ShouldBe(2);
        (await _home.RunAsync("logs", "--since", "soon")).Code.ShouldBe(2);
    }

    private LogEntry Entry(string words) => new(_time.GetUtcNow(), "info", "Dinghy.X", 1, words);

    private ILogger Logger(string category) => _files.CreateLogger(category);

    private async Task<string[]> LinesAsync(int count)
    {
        string[] lines = [];
        await Waiting.Until(() => Task.FromResult((lines = Read()).Length >= count));
        return lines;
    }

    private string[] Read()
    {
        if (LogFolder.Files(Folder) is not [.., var last]) return [];
        using var reader = new StreamReader(new FileStream(last.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var text = reader.ReadToEnd();
        return [.. text.Split('\n').SkipLast(1)];
    }

    [LoggerMessage(2000, LogLevel.Information, "Turn {TurnId} accepted: senderStaffId {StaffId}")]
    private static partial void Happened(ILogger logger, long turnId, string staffId, Exception? error);
}
