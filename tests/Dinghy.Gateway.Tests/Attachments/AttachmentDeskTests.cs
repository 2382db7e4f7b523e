using System.Net;
using System.Text.Json.Nodes;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Attachments;

public sealed class AttachmentDeskTests : IAsyncLifetime
{
    private readonly DeskRig _rig = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _rig.DisposeAsync();

    private static JsonObject Picture(string code) => new() { ["type"] = "picture", ["downloadCode"] = code };

    [Fact]
    public async Task A_file_is_fetched_kept_and_read()
    {
        _rig.Serve("code-1", OfficeFiles.Docx(OfficeFiles.Paragraph("季度报告")));
        var file = await _rig.FetchOneAsync(DeskRig.WithFile("报告.docx"));
        (file.Kind, file.Name, file.ContentType, file.Text, file.Cut, file.Problem).ShouldBe((AttachmentKind.Document, "报告.docx", FileType.Docx.ContentType, "季度报告", false, null));
        file.Path.ShouldBe(Path.Combine(_rig.Folder, "2026-11", "1-1-报告.docx"));
        file.Bytes.ShouldBe(new FileInfo(file.Path!).Length);
        _rig.Metered.ShouldBe(["main"]);
        if (OperatingSystem.IsWindows()) return;
        File.GetUnixFileMode(file.Path!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Path.GetDirectoryName(file.Path!)!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Everything_a_message_and_its_quote_name_comes_in_their_order()
    {
        foreach (var code in new[] { "a", "b", "q", "deep" }) _rig.Serve(code, Pictures.Of(10, 10));
        _rig.Serve("v", Convert.FromHexString("000000186674797069736F6D00000000"));
        var said = new Said
        {
            Type = "richText",
            Content = new JsonObject
            {
                ["richText"] = new JsonArray(Picture("a"), new JsonObject { ["text"] = "between" }, new JsonObject { ["type"] = "picture" }, Picture("b"), new JsonObject { ["type"] = "video", ["downloadCode"] = "v", ["fileName"] = "clip.mp4" }),
                ["repliedMsg"] = new JsonObject
                {
                    ["msgType"] = "chatRecord",
                    ["content"] = new JsonObject { ["chatRecord"] = new JsonArray(new JsonObject { ["content"] = "words" }, new JsonObject { ["msgType"] = "picture", ["downloadCode"] = "q" }), ["repliedMsg"] = new JsonObject { ["msgType"] = "picture", ["content"] = new JsonObject { ["downloadCode"] = "deep" } } },
                },
            },
        };
        var files = await _rig.FetchAsync(await _rig.TurnAsync(said));
        files.Select(file => (file.Number, file.Kind, file.Quoted, file.Name, file.Problem)).ShouldBe(
        [
            (1, AttachmentKind.Picture, false, "picture.png", null), (2, AttachmentKind.Picture, false, "picture", AttachmentProblems.NoCode),
            (3, AttachmentKind.Picture, false, "picture.png", null), (4, AttachmentKind.Video, false, "clip.mp4", null),
            (5, AttachmentKind.Picture, true, "picture.png", null), (6, AttachmentKind.Picture, true, "picture.png", null),
        ]);
    }

    [Fact]
    public async Task A_message_of_words_asks_for_nothing() => (await _rig.FetchAsync(await _rig.TurnAsync(new Said()))).ShouldBeEmpty();

    [Fact]
    public async Task Twenty_files_of_a_message_are_fetched_and_the_others_named()
    {
        for (var i = 1; i <= 23; i++) _rig.Serve($"code-{i}", Pictures.Of(i, 1));
        var files = await _rig.FetchAsync(await _rig.TurnAsync(DeskRig.WithPictures(23)));
        files.Take(20).ShouldAllBe(file => file.Problem == null && File.Exists(file.Path));
        files.Skip(20).Select(file => file.Problem).ShouldBe(Enumerable.Repeat(AttachmentProblems.TooMany, 3));
        (_rig.Asked, _rig.Kept.Length).ShouldBe((20, 20));
    }

    [Fact]
    public async Task An_address_that_expired_is_asked_for_once_more()
    {
        _rig.Serve("code-1", () => Drip.Broken(1, 2, 3), () => new ByteArrayContent(Pictures.Of(10, 10)));
        (await _rig.FetchOneAsync(DeskRig.WithPictures(1))).Problem.ShouldBeNull();
        _rig.Asked.ShouldBe(2);
        (await _rig.FetchOneAsync(DeskRig.WithFile("gone", "nothing", id: "msg-2"))).Problem.ShouldBe(AttachmentProblems.Expired);
        _rig.Asked.ShouldBe(4);
        _rig.Kept.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_transfer_that_breaks_twice_leaves_nothing_behind()
    {
        _rig.Serve("code-1", () => Drip.Broken(1, 2, 3));
        (await _rig.FetchOneAsync(DeskRig.WithFile("a.bin"))).Problem.ShouldBe(AttachmentProblems.Unreachable);
        (_rig.Asked, _rig.Kept.Length).ShouldBe((2, 0));
    }

    [Theory]
    [InlineData("invalidParameter.robotCode.downloadCode", 400, AttachmentProblems.Expired)]
    [InlineData("invalidParameter.robotCode.auth", 400, AttachmentProblems.NotAllowed)]
    [InlineData("Forbidden.AccessDenied.AccessTokenPermissionDenied", 403, AttachmentProblems.NotAllowed)]
    [InlineData("Forbidden.AccessDenied.ApiCountLimitForOrg", 403, AttachmentProblems.Quota)]
    public async Task What_DingTalk_refuses_is_not_asked_for_again(string code, int status, string problem)
    {
        _rig.Refusal = () => DeskRig.Json($$"""{"code":"{{code}}","message":"no"}""", (HttpStatusCode)status);
        (await _rig.FetchOneAsync(DeskRig.WithFile("a.txt"))).Problem.ShouldBe(problem);
        _rig.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task A_download_that_never_ends_ends_at_its_time()
    {
        _rig.Serve("code-1", () => Drip.Endless(1, 2, 3));
        var fetching = _rig.FetchOneAsync(DeskRig.WithFile("slow.bin"));
        await Waiting.Until(() => _rig.Kept.Length == 1);
        await Waiting.Until(() => _rig.Time.ArmedTimers >= 2);
        _rig.Time.Advance(_rig.Limits.Timeout);
        (await fetching.Within()).Problem.ShouldBe(AttachmentProblems.Timeout);
        _rig.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task Twenty_that_never_end_together_take_three_times_the_time_of_one()
    {
        for (var i = 1; i <= 20; i++) _rig.Serve($"code-{i}", () => Drip.Endless(1));
        var fetching = _rig.FetchAsync(await _rig.TurnAsync(DeskRig.WithPictures(20)));
        for (var round = 0; round < 3; round++)
        {
            var asked = (round + 1) * 3;
            await Waiting.Until(() => _rig.Kept.Length == 3 && _rig.Asked >= asked);
            _rig.Time.Advance(_rig.Limits.Timeout);
        }

        (await fetching.Within()).ShouldAllBe(file => file.Problem == AttachmentProblems.Timeout);
        _rig.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_redirect_loop_and_a_file_too_large_end()
    {
        (await _rig.FetchOneAsync(DeskRig.WithFile("r", "round"))).Problem.ShouldBe(AttachmentProblems.Unreachable);
        _rig.Limits = _rig.Limits with { MaxBytes = 100 };
        _rig.Serve("code-1", new byte[101]);
        (await _rig.FetchOneAsync(DeskRig.WithFile("big", id: "msg-2"))).Problem.ShouldBe(AttachmentProblems.TooLarge);
        _rig.Serve("code-2", () => new StreamContent(new MemoryStream(new byte[5000]), 10) { Headers = { ContentLength = null } });
        (await _rig.FetchOneAsync(DeskRig.WithFile("big", "code-2", id: "msg-3"))).Problem.ShouldBe(AttachmentProblems.TooLarge);
        _rig.Kept.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("../../x")]
    [InlineData("CON")]
    [InlineData("a/../../../b")]
    public async Task No_name_leads_out_of_the_folder(string name)
    {
        _rig.Serve("code-1", "words"u8.ToArray());
        var file = await _rig.FetchOneAsync(DeskRig.WithFile(name));
        Path.GetDirectoryName(file.Path).ShouldBe(Path.Combine(_rig.Folder, "2026-11"));
        Path.GetFileName(file.Path).ShouldStartWith("1-1-");
    }

    [Fact]
    public async Task A_name_of_three_hundred_Chinese_characters_is_kept()
    {
        _rig.Serve("code-1", "words"u8.ToArray());
        File.Exists((await _rig.FetchOneAsync(DeskRig.WithFile(new string('长', 300) + ".txt"))).Path).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_no_picture_an_empty_file_and_an_unknown_kind_say_so()
    {
        _rig.Serve("code-1", "not a picture"u8.ToArray()).Serve("code-2", Array.Empty<byte>()).Serve("code-3", OfficeFiles.Zip(("a", "b"))).Serve("code-4", Pictures.Of(5, 5));
        (await _rig.FetchOneAsync(DeskRig.WithPictures(1, "1"))).ShouldSatisfyAllConditions(file => file.Kind.ShouldBe(AttachmentKind.Picture), file => file.Problem.ShouldBe(AttachmentProblems.NotAPicture));
        (await _rig.FetchOneAsync(new Said { Id = "2", Type = "audio", Content = new JsonObject { ["downloadCode"] = "code-2", ["duration"] = 0 } })).Problem.ShouldBe(AttachmentProblems.Empty);
        (await _rig.FetchOneAsync(DeskRig.WithFile("a.zip", "code-3", "3"))).ShouldSatisfyAllConditions(file => file.Kind.ShouldBe(AttachmentKind.Other), file => file.Problem.ShouldBe(AttachmentProblems.Unsupported));
        (await _rig.FetchOneAsync(DeskRig.WithFile("photo", "code-4", "4"))).ShouldSatisfyAllConditions(file => file.Kind.ShouldBe(AttachmentKind.Picture), file => file.Name.ShouldBe("photo.png"), file => file.Problem.ShouldBeNull());
    }

    [Fact]
    public async Task After_a_restart_what_is_on_the_disk_is_not_fetched_again()
    {
        _rig.Serve("code-1", "words"u8.ToArray());
        var turn = await _rig.TurnAsync(DeskRig.WithFile("a.txt"));
        var first = await _rig.FetchAsync(turn);
        (await _rig.FetchAsync(turn)).ShouldBe(first);
        _rig.Asked.ShouldBe(1);
        (await _rig.StoredAsync(turn)).ShouldBe([new StoredAttachment(turn.Id, 1, "a.txt", "2026-11/1-1-a.txt", 5, "text/plain", null)]);

        File.Delete(first[0].Path!);
        (await _rig.FetchAsync(turn)).ShouldBe(first);
        _rig.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task A_file_from_before_a_crash_is_never_written_over()
    {
        Directory.CreateDirectory(Path.Combine(_rig.Folder, "2026-11"));
        var old = Path.Combine(_rig.Folder, "2026-11", "1-1-a.txt");
        await File.WriteAllTextAsync(old, "old");
        _rig.Serve("code-1", "new"u8.ToArray());
        var file = await _rig.FetchOneAsync(DeskRig.WithFile("a.txt"));
        file.Path.ShouldBe(Path.Combine(_rig.Folder, "2026-11", "1-1-2-a.txt"));
        (await File.ReadAllTextAsync(old)).ShouldBe("old");
    }

    [Fact]
    public async Task A_store_that_fails_costs_a_row_not_the_file()
    {
        _rig.Serve("code-1", "words"u8.ToArray());
        (_rig.Flaky.Failing, _rig.Flaky.Failures) = (nameof(IAttachmentStore.PutAttachmentAsync), 1);
        (await _rig.FetchOneAsync(DeskRig.WithFile("a.txt"))).Text.ShouldBe("words");
        _rig.Flaky.Failed.ShouldBe(1);
    }

    [Fact]
    public async Task A_full_disk_is_a_problem_of_the_file_not_of_the_turn()
    {
        _rig.Serve("code-1", "words"u8.ToArray());
        _rig.Free = 100_000_000;
        (await _rig.FetchOneAsync(DeskRig.WithFile("a.txt"))).Problem.ShouldBe(AttachmentProblems.Disk);
        _rig.Free = long.MaxValue;
        Directory.Delete(_rig.Folder, recursive: true);
        await File.WriteAllTextAsync(_rig.Folder, "a file where the folder belongs");
        (await _rig.FetchOneAsync(DeskRig.WithFile("a.txt", id: "msg-2"))).Problem.ShouldBe(AttachmentProblems.Disk);
    }

    [Fact]
    public async Task A_cancelled_turn_stops_fetching()
    {
        _rig.Serve("code-1", () => Drip.Endless(1));
        using var stop = new CancellationTokenSource();
        var fetching = _rig.FetchAsync(await _rig.TurnAsync(DeskRig.WithFile("a")), stop.Token);
        await Waiting.Until(() => _rig.Kept.Length == 1);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => fetching.Within());
        _rig.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_budget_of_words_is_shared_by_the_files_of_a_message()
    {
        _rig.Limits = _rig.Limits with { TextChars = 1000 };
        for (var i = 1; i <= 3; i++) _rig.Serve($"code-{i}", System.Text.Encoding.ASCII.GetBytes(new string('x', i == 1 ? 100 : 5000)));
        var said = new Said
        {
            Type = "richText",
            Content = new JsonObject { ["richText"] = new JsonArray([.. Enumerable.Range(1, 3).Select(i => new JsonObject { ["type"] = "file", ["downloadCode"] = $"code-{i}", ["fileName"] = $"{i}.txt" })]) },
        };
        (await _rig.FetchAsync(await _rig.TurnAsync(said))).Select(file => (file.Text!.Length, file.Cut)).ShouldBe([(100, false), (450, true), (450, true)]);
    }
}
