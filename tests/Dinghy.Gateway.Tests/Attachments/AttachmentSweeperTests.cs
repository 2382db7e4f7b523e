using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Attachments;

public sealed class AttachmentSweeperTests : IAsyncLifetime
{
    private static readonly byte[] s_bytes = [.. "words "u8, .. Enumerable.Repeat((byte)'x', 994)];

    private readonly DeskRig _rig = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _rig.DisposeAsync();

    private async Task<Turn> ReceiveAsync(string id, bool close)
    {
        _rig.Serve(id, s_bytes);
        var turn = await _rig.TurnAsync(DeskRig.WithFile(id + ".txt", id, id));
        (await _rig.FetchAsync(turn))[0].Problem.ShouldBeNull();
        if (close) await _rig.CloseAsync(turn);
        return turn;
    }

    private string[] Names => [.. _rig.Kept.Select(path => Path.GetFileName(path))];

    [Fact]
    public async Task Files_go_when_they_are_old_and_their_turn_has_ended()
    {
        await ReceiveAsync("a", close: true);
        await ReceiveAsync("b", close: false);
        await File.WriteAllTextAsync(Path.Combine(_rig.Folder, "2026-11", "9-1-x.part"), "broken off");
        File.SetLastWriteTimeUtc(Path.Combine(_rig.Folder, "2026-11", "9-1-x.part"), _rig.Time.GetUtcNow().UtcDateTime);
        _rig.Time.Advance(TimeSpan.FromDays(6));
        await ReceiveAsync("c", close: true);
        await _rig.SweepAsync();
        Names.ShouldBe(["1-1-a.txt", "2-1-b.txt", "3-1-c.txt"]);
        _rig.Time.Advance(TimeSpan.FromDays(1.5));
        await _rig.SweepAsync();
        Names.ShouldBe(["2-1-b.txt", "3-1-c.txt"]);
    }

    [Fact]
    public async Task The_oldest_go_first_when_all_are_too_many_bytes()
    {
        _rig.Limits = _rig.Limits with { MaxBytes = 1000, MaxTotalBytes = 3500 };
        foreach (var id in new[] { "a", "b", "c", "d" })
        {
            await ReceiveAsync(id, close: id != "b");
            _rig.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Names.ShouldBe(["2-1-b.txt", "3-1-c.txt", "4-1-d.txt"]);
    }

    [Fact]
    public async Task When_running_turns_fill_the_room_the_next_file_is_refused_not_theirs_removed()
    {
        _rig.Limits = _rig.Limits with { MaxBytes = 1000, MaxTotalBytes = 2500 };
        await ReceiveAsync("a", close: false);
        await ReceiveAsync("b", close: false);
        _rig.Serve("c", s_bytes);
        (await _rig.FetchOneAsync(DeskRig.WithFile("c", "c", "c"))).Problem.ShouldBe(AttachmentProblems.Disk);
        Names.ShouldBe(["1-1-a.txt", "2-1-b.txt"]);
    }

    [Fact]
    public async Task A_store_that_fails_removes_nothing()
    {
        await ReceiveAsync("a", close: true);
        _rig.Time.Advance(TimeSpan.FromDays(30));
        (_rig.Flaky.Failing, _rig.Flaky.Failures) = (nameof(IAttachmentStore.RunningTurnsAsync), 1);
        await _rig.SweepAsync();
        Names.Length.ShouldBe(1);
        await _rig.SweepAsync();
        Names.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_empty_month_goes_with_its_last_file()
    {
        await ReceiveAsync("a", close: true);
        _rig.Time.Advance(TimeSpan.FromDays(30));
        await _rig.SweepAsync();
        Directory.EnumerateDirectories(_rig.Folder).ShouldBeEmpty();
    }
}
