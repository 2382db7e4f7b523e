using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Dinghy.Emulator.Tests;

public sealed class MediaTests
{
    private const string Download = "/v1.0/robot/messageFiles/download";
    private static readonly byte[] s_bytes = [.. Enumerable.Range(0, 5000).Select(i => (byte)i)];

    [Fact]
    public async Task What_a_person_sent_can_be_fetched_by_its_code_without_a_token()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var url = await LinkAsync(server);
        url.Host.ShouldBe("127.0.0.1");
        url.AbsolutePath.ShouldEndWith(".file");
        using var http = new HttpClient();
        (await http.GetByteArrayAsync(url, Guard.Token)).ShouldBe(s_bytes);
        (await http.GetByteArrayAsync(url, Guard.Token)).ShouldBe(s_bytes);
    }

    [Fact]
    public async Task A_code_is_refused_when_wrong_empty_or_of_another_robot()
    {
        await using var server = await EmulatorServer.StartAsync(new() { Apps = [new(), new() { ClientId = "other", ClientSecret = "s" }] });
        var token = await server.TokenAsync();
        var code = await CodeAsync(server);
        async Task<Reply> Ask(string robot, string given, string bearer) =>
            await server.PostAsync(Download, JsonSerializer.Serialize(new Dictionary<string, string> { ["robotCode"] = robot, ["downloadCode"] = given }), bearer);
        (await Ask(Calls.Key, "wrong", token))["code"].ShouldBe("invalidParameter.robotCode.downloadCode");
        (await Ask(Calls.Key, "", token))["code"].ShouldBe("invalidParameter.robotCode.empty");
        (await Ask("", code, token))["code"].ShouldBe("invalidParameter.robotCode.empty");
        (await Ask("other", code, token))["code"].ShouldBe("invalidParameter.robotCode.auth");
        (await Ask("other", code, await server.TokenAsync("other", "s"))).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(400), r => r["code"].ShouldBe("invalidParameter.robotCode.auth"));
        (await server.PostAsync(Download, "{}"))["code"].ShouldBe("AuthenticationFailed.MissingParameter");
    }

    [Fact]
    public async Task Codes_and_addresses_expire()
    {
        var time = new ManualTimeProvider();
        await using var server = await EmulatorServer.StartAsync(new() { Time = time, TokenLife = TimeSpan.FromDays(1) });
        var token = await server.TokenAsync();
        var code = await CodeAsync(server);
        var url = await LinkAsync(server, code);
        time.Advance(TimeSpan.FromMinutes(11));
        (await server.GetAsync(url.AbsoluteUri)).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(403), r => r.Body.ShouldContain("Request has expired"));
        (await server.GetAsync((await LinkAsync(server, code)).AbsoluteUri)).Status.ShouldBe(200);
        time.Advance(TimeSpan.FromHours(2));
        (await server.PostAsync(Download, Body(code), token))["code"].ShouldBe("invalidParameter.robotCode.downloadCode");
    }

    [Fact]
    public async Task An_address_needs_its_signature()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var url = await LinkAsync(server);
        (await server.GetAsync(url.AbsolutePath)).Status.ShouldBe(403);
        (await server.GetAsync("/_files/none.file?Signature=x")).Body.ShouldContain("SignatureDoesNotMatch");
    }

    [Fact]
    public async Task Downloads_can_fail_in_every_way()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var faults = server.World.Faults;
        using var http = new HttpClient();
        var (code, token) = (await CodeAsync(server), await server.TokenAsync());
        faults.Set(new Fault(FaultKind.DownloadCodeExpired) { Times = 1 });
        (await server.PostAsync(Download, Body(code), token))["code"].ShouldBe("invalidParameter.robotCode.downloadCode");
        var url = await LinkAsync(server, code);

        faults.Set(new Fault(FaultKind.DownloadUrlExpired) { Times = 1 });
        (await http.GetAsync(url, Guard.Token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        faults.Set(new Fault(FaultKind.HttpStatus) { Times = 1, Api = "file", Code = 502 });
        (await http.GetAsync(url, Guard.Token)).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        faults.Set(new Fault(FaultKind.DownloadTruncated) { Times = 1 });
        await Should.ThrowAsync<HttpRequestException>(() => http.GetByteArrayAsync(url, Guard.Token));
        faults.Set(new Fault(FaultKind.DownloadSlow) { Times = 1, Delay = TimeSpan.FromMilliseconds(1) });
        (await http.GetByteArrayAsync(url, Guard.Token)).ShouldBe(s_bytes);

        faults.Set(new Fault(FaultKind.DownloadHuge) { Times = 1 });
        using (var huge = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, Guard.Token))
            huge.Content.Headers.ContentLength.ShouldBe(2L * 1024 * 1024 * 1024);
        faults.Set(new Fault(FaultKind.DownloadHuge) { Times = 1, Code = 100_000 });
        (await http.GetByteArrayAsync(url, Guard.Token)).Length.ShouldBe(100_000);

        faults.Set(new Fault(FaultKind.DownloadEndless) { Times = 1 });
        using (var endless = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, Guard.Token))
        {
            endless.Content.Headers.ContentLength.ShouldBeNull();
            var more = new byte[1_000_000];
            await (await endless.Content.ReadAsStreamAsync(Guard.Token)).ReadExactlyAsync(more, Guard.Token);
        }

        faults.Set(new Fault(FaultKind.DownloadStalls) { Times = 1 });
        using var stalled = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, Guard.Token);
        var stream = await stalled.Content.ReadAsStreamAsync(Guard.Token);
        await stream.ReadExactlyAsync(new byte[2500], Guard.Token);
        var rest = stream.ReadAsync(new byte[1], Guard.Token).AsTask();
        // The server still answers others while this one hangs.
        (await http.GetByteArrayAsync(url, Guard.Token)).ShouldBe(s_bytes);
        rest.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [InlineData("image", "a.png", "@")]
    [InlineData("voice", "a.amr", "@")]
    [InlineData("video", "a.mp4", "$")]
    [InlineData("file", "报告.docx", "@")]
    public async Task An_upload_gives_a_media_id(string type, string name, string start)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var reply = await UploadAsync(server, type, name, s_bytes);
        reply["errcode"].ShouldBe("0", reply.Body);
        reply["type"].ShouldBe(type);
        reply["media_id"]!.ShouldStartWith(start);
        reply.Json.GetProperty("created_at").GetInt64().ShouldBeGreaterThan(1_000_000_000_000);
        var file = server.World.FindFile(reply["media_id"]!).ShouldNotBeNull();
        file.Name.ShouldBe(name);
        file.Bytes.ToArray().ShouldBe(s_bytes);
    }

    [Theory]
    [InlineData("image", "a.webp", 10, "40004")]
    [InlineData("file", "a.md", 10, "40004")]
    [InlineData("song", "a.mp3", 10, "40004")]
    [InlineData("", "a.png", 10, "40004")]
    [InlineData("voice", "a.mp3", (2 * 1024 * 1024) + 1, "40006")]
    [InlineData("image", "a.png", (20 * 1024 * 1024) + 1, "40006")]
    [InlineData("image", "a.png", 0, "40006")]
    [InlineData("image", "a.png", 20 * 1024 * 1024, "0")]
    public async Task Uploads_are_checked_by_type_format_and_size(string type, string name, int size, string errcode)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        (await UploadAsync(server, type, name, new byte[size]))["errcode"].ShouldBe(errcode);
    }

    [Fact]
    public async Task Uploads_need_a_live_token_a_form_and_the_part_media()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        (await UploadAsync(server, "image", "a.png", s_bytes, token: ""))["errcode"].ShouldBe("41001");
        (await UploadAsync(server, "image", "a.png", s_bytes, token: "old"))["errcode"].ShouldBe("40014");
        (await UploadAsync(server, "image", "a.png", s_bytes, part: "file"))["errcode"].ShouldBe("40035");
        (await server.PostAsync($"/media/upload?type=image&access_token={await server.TokenAsync()}", "{}"))["errcode"].ShouldBe("43004");
        (await UploadAsync(server, null, "a.png", s_bytes, field: "image"))["errcode"].ShouldBe("0");
        server.World.Faults.Set(new Fault(FaultKind.Throttle) { Api = "media", Times = 1 });
        (await UploadAsync(server, "image", "a.png", s_bytes))["errcode"].ShouldBe("90018");
    }

    [Fact]
    public async Task Token_errors_of_uploads_can_come_under_errcode_88()
    {
        await using var server = await EmulatorServer.StartAsync(new() { WrapLegacyErrors = true });
        var reply = await UploadAsync(server, "image", "a.png", s_bytes, token: "old");
        (reply["errcode"], reply["sub_code"]).ShouldBe(("88", "40014"));
    }

    [Fact]
    public async Task A_form_cut_short_is_refused()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var reply = await server.PostAsync(
            $"/media/upload?type=image&access_token={await server.TokenAsync()}",
            "--b\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a.png\"\r\n\r\nhalf",
            type: "multipart/form-data; boundary=b");
        reply["errcode"].ShouldBe("40035");
    }

    [Fact]
    public async Task Uploads_can_be_sent_and_unknown_ids_cannot()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var picture = (await UploadAsync(server, "image", "a.png", s_bytes))["media_id"]!;
        var file = (await UploadAsync(server, "file", "a.docx", s_bytes))["media_id"]!;
        var voice = (await UploadAsync(server, "voice", "a.amr", s_bytes))["media_id"]!;
        var film = (await UploadAsync(server, "video", "a.mp4", s_bytes))["media_id"]!;
        (await SendAsync(server, "sampleImageMsg", new() { ["photoURL"] = picture })).Status.ShouldBe(200);
        (await SendAsync(server, "sampleImageMsg", new() { ["photoURL"] = "https://example.com/a.png" })).Status.ShouldBe(200);
        (await SendAsync(server, "sampleFile", new() { ["mediaId"] = file, ["fileName"] = "报告.docx", ["fileType"] = "docx" })).Status.ShouldBe(200);
        (await SendAsync(server, "sampleAudio", new() { ["mediaId"] = voice, ["duration"] = "4000" })).Status.ShouldBe(200);
        (await SendAsync(server, "sampleVideo", new() { ["videoMediaId"] = film, ["duration"] = "4", ["videoType"] = "mp4", ["picMediaId"] = picture })).Status.ShouldBe(200);
        foreach (var (key, param) in new (string, Dictionary<string, string>)[]
        {
            ("sampleImageMsg", new() { ["photoURL"] = "@none" }),
            ("sampleImageMsg", new() { ["photoURL"] = file }),
            ("sampleFile", new() { ["mediaId"] = file, ["fileName"] = "a.md", ["fileType"] = "md" }),
            ("sampleFile", new() { ["mediaId"] = "@none", ["fileName"] = "a.pdf", ["fileType"] = "pdf" }),
            ("sampleAudio", new() { ["mediaId"] = picture, ["duration"] = "1" }),
        })
            (await SendAsync(server, key, param))["code"].ShouldBe("invalidParameter.param.invalid");
        var sent = server.World.BotMessages();
        sent.Count.ShouldBe(5);
        sent[0].Extras!.MediaId.ShouldBe(picture);
        (sent[2].Extras!.FileName, sent[2].Title).ShouldBe(("报告.docx", "报告.docx"));
        sent[3].Extras!.Duration.ShouldBe("4000");
    }

    [Fact]
    public async Task The_oldest_files_are_forgotten_when_there_is_no_room()
    {
        await using var server = await EmulatorServer.StartAsync(new() { MediaLimit = 10_000 });
        var first = server.World.AddFile("a.png", s_bytes);
        server.World.AddFile("b.png", s_bytes);
        server.World.FindFile(first.Id).ShouldNotBeNull();
        server.World.AddFile("c.png", s_bytes);
        server.World.FindFile(first.Id).ShouldBeNull();
        Should.Throw<ArgumentException>(() => server.World.AddFile("d.png", new byte[10_001]));
    }

    private static string Body(string code) => $$"""{"robotCode":"{{Calls.Key}}","downloadCode":"{{code}}"}""";

    private static async Task<string> CodeAsync(EmulatorServer server)
    {
        using var bot = await RawBot.ConnectAsync(server);
        await server.World.SayAsync(Speech.Of("manager75", new FileContent(server.World.AddFile("a.bin", s_bytes))));
        var frame = await bot.FrameAsync();
        await bot.AckAsync(frame);
        return frame.Message.GetProperty("content").GetProperty("downloadCode").GetString()!;
    }

    private static async Task<Uri> LinkAsync(EmulatorServer server, string? code = null)
    {
        var reply = await server.PostAsync(Download, Body(code ?? await CodeAsync(server)), await server.TokenAsync());
        reply.Status.ShouldBe(200, reply.Body);
        return new Uri(reply["downloadUrl"]!);
    }

    internal static async Task<Reply> UploadAsync(EmulatorServer server, string? type, string name, byte[] bytes, string? token = null, string part = "media", string? field = null)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var form = new MultipartFormDataContent { { content, part, name } };
        if (field is not null) form.Add(new StringContent(field), "type");
        var query = $"access_token={token ?? await server.TokenAsync()}" + (type is null ? "" : "&type=" + type);
        return await Calls.SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/media/upload?" + query)) { Content = form });
    }

    private static async Task<Reply> SendAsync(EmulatorServer server, string key, Dictionary<string, string> param) => await server.PostAsync(
        "/v1.0/robot/oToMessages/batchSend",
        JsonSerializer.Serialize(new { robotCode = Calls.Key, userIds = new[] { "manager75" }, msgKey = key, msgParam = JsonSerializer.Serialize(param) }),
        await server.TokenAsync());
}
