using System.Net;
using System.Text;
using Dinghy.DingTalk.Media;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dinghy.DingTalk.Tests.Media;

public sealed class MediaUploadTests
{
    private const string Uploaded = """{"errcode":0,"errmsg":"ok","media_id":"@lADPD","created_at":1605863153573,"type":"image"}""";

    private static MediaClient Client(ApiWorld world) => new(world.App, DingTalkEndpoints.Default, world.Tokens, world.Http, world.Time);

    private static MemoryStream Bytes(string text = "bytes") => new(Encoding.UTF8.GetBytes(text));

    [Fact]
    public async Task The_type_is_in_the_query_and_the_name_quoted_in_the_part()
    {
        using var world = ApiWorld.Answering(Uploaded);
        (await Client(world).UploadAsync(MediaKind.Image, Bytes(), "图\"\r\n1.PNG", "image/png", CancellationToken.None))
            .ShouldBe(new UploadedMedia(MediaKind.Image, "@lADPD", DateTimeOffset.FromUnixTimeMilliseconds(1605863153573)));
        var call = world.Call;
        call.Url.ShouldBe(new Uri("https://oapi.dingtalk.com/media/upload?type=image&access_token=t1"));
        call.Token.ShouldBeNull("the legacy host wants it in the query");
        call.ContentType.ShouldNotBeNull().ShouldStartWith("multipart/form-data; boundary=dinghy");
        var boundary = call.ContentType!["multipart/form-data; boundary=".Length..];
        call.Body.ShouldBe($"--{boundary}\r\nContent-Disposition: form-data; name=\"media\"; filename=\"图___1.PNG\"\r\nContent-Type: image/png\r\n\r\nbytes\r\n--{boundary}--\r\n");
        call.ContentLength.ShouldBe(Encoding.UTF8.GetByteCount(call.Body));
    }

    [Theory]
    [InlineData(MediaKind.Voice, "a.ogg", "voice")]
    [InlineData(MediaKind.Video, "a.mp4", "video")]
    [InlineData(MediaKind.File, "a.Docx", "file")]
    public async Task Every_kind_has_its_name(MediaKind kind, string name, string type)
    {
        using var world = ApiWorld.Answering(Uploaded);
        await Client(world).UploadAsync(kind, Bytes(), name, "no type\r\nX: y", CancellationToken.None);
        world.Call.Url.Query.ShouldStartWith($"?type={type}&");
        world.Call.Body.ShouldContain("\r\nContent-Type: application/octet-stream\r\n\r\n");
    }

    [Fact]
    public async Task A_rejected_token_is_replaced_and_the_whole_file_sent_again()
    {
        using var world = ApiWorld.Answering("""{"errcode":88,"sub_code":"40014","sub_msg":"不合法的access_token"}""", Uploaded);
        var content = Bytes("skip|bytes");
        content.Position = 5;
        await Client(world).UploadAsync(MediaKind.File, content, "a.zip", null, CancellationToken.None);
        world.Calls.Select(call => call.Url.Query[^2..]).ShouldBe(["t1", "t2"]);
        world.Calls.ShouldAllBe(call => call.Body.Contains("\r\n\r\nbytes\r\n--"));
        content.CanRead.ShouldBeTrue("the stream is the caller's");
    }

    [Fact]
    public async Task A_stream_that_can_not_seek_is_sent_as_well()
    {
        using var world = ApiWorld.Answering(ApiWorld.BadToken, Uploaded);
        await Client(world).UploadAsync(MediaKind.File, new OneWay(Bytes()), "a.pdf", null, CancellationToken.None);
        world.Calls.ShouldAllBe(call => call.Body.Contains("\r\n\r\nbytes\r\n--"));
    }

    [Theory]
    [InlineData(MediaKind.Image, "a.exe", "media_type", 1)]
    [InlineData(MediaKind.Image, "noending", "media_type", 1)]
    [InlineData(MediaKind.File, "../../x", "media_type", 1)]
    [InlineData(MediaKind.File, "a.md", "media_type", 1)]
    [InlineData(MediaKind.File, "a.zip", "media_empty", 0)]
    [InlineData(MediaKind.Voice, "a.amr", "media_too_large", 2 * 1024 * 1024 + 1)]
    [InlineData(MediaKind.Image, "a.png", "media_too_large", 20 * 1024 * 1024 + 1)]
    public async Task What_DingTalk_would_refuse_costs_no_call(MediaKind kind, string name, string code, int size)
    {
        foreach (var seekable in new[] { true, false })
        {
            using var world = ApiWorld.Answering(Uploaded);
            System.IO.Stream content = new MemoryStream(new byte[size]);
            if (!seekable) content = new OneWay(content);
            var e = await Should.ThrowAsync<DingTalkApiException>(() => Client(world).UploadAsync(kind, content, name, null, CancellationToken.None));
            (e.Fault, e.Code, e.Certain).ShouldBe((DingTalkFault.Invalid, code, true));
            world.Calls.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("""{"errcode":40004,"errmsg":"invalid media type"}""", "40004", DingTalkFault.Invalid)]
    [InlineData("""{"errcode":88,"sub_code":"40006","sub_msg":"x"}""", "40006", DingTalkFault.Invalid)]
    [InlineData("""{"errcode":88,"sub_code":"60011","sub_msg":"应用尚未开通所需的权限：[qyapi_media],x"}""", "60011", DingTalkFault.Permission)]
    [InlineData("""{"errcode":0,"errmsg":"ok"}""", "no_media_id", DingTalkFault.BadResponse)]
    public async Task A_refused_upload_is_typed_and_names_no_token(string body, string code, DingTalkFault fault)
    {
        using var world = ApiWorld.Answering(body);
        var e = await Should.ThrowAsync<DingTalkApiException>(() => Client(world).UploadAsync(MediaKind.File, Bytes(), "a.zip", null, CancellationToken.None));
        (e.Code, e.Fault).ShouldBe((code, fault));
        e.ToString().ShouldNotContain("access_token=");
    }

    [Fact]
    public async Task A_file_that_shrinks_on_the_way_is_a_fault_and_not_a_short_upload()
    {
        using var world = ApiWorld.Answering(Uploaded);
        var e = await Should.ThrowAsync<DingTalkApiException>(() => Client(world).UploadAsync(MediaKind.File, new Shrinking(Bytes()), "a.zip", null, CancellationToken.None));
        e.Fault.ShouldBe(DingTalkFault.Network);
    }

    [Fact]
    public async Task A_long_name_keeps_its_ending()
    {
        using var world = ApiWorld.Answering(Uploaded);
        await Client(world).UploadAsync(MediaKind.File, Bytes(), new string('n', 5000) + ".zip", null, CancellationToken.None);
        world.Call.Body.Length.ShouldBeLessThan(600);
        world.Call.Body.ShouldContain("nnn.zip\"\r\n");
    }

    [Theory]
    [InlineData(HttpStatusCode.OK)]
    [InlineData(HttpStatusCode.BadGateway)]
    public async Task An_upload_without_a_readable_answer_is_in_doubt(HttpStatusCode status)
    {
        using var world = ApiWorld.Refusing("<html>", status);
        (await Should.ThrowAsync<DingTalkApiException>(() => Client(world).UploadAsync(MediaKind.File, Bytes(), "a.zip", null, CancellationToken.None))).Certain.ShouldBeFalse();
    }

    [Fact]
    public async Task A_server_that_parses_forms_finds_the_file_whole_and_named()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        var seen = new TaskCompletionSource<(string Part, string Name, string Type, byte[] Bytes)>();
        app.MapPost("/v1.0/oauth2/accessToken", () => Results.Text("""{"accessToken":"t+/=&","expireIn":7200}"""));
        app.MapPost("/media/upload", async (HttpContext context) =>
        {
            var file = (await context.Request.ReadFormAsync()).Files.Single();
            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes);
            seen.SetResult((file.Name, file.FileName, context.Request.Query["access_token"] + "|" + file.ContentType, bytes.ToArray()));
            return Results.Text(Uploaded);
        });
        await app.StartAsync();
        var sent = new byte[300_000];
        new Random(1).NextBytes(sent);
        using var http = new HttpClient();
        var root = new Uri(app.Urls.Single());
        var endpoints = new DingTalkEndpoints(root, root);
        var dingTalk = new DingTalkApp("id", "s");
        await new MediaClient(dingTalk, endpoints, new AccessTokenProvider(dingTalk, endpoints, http, TimeProvider.System), http, TimeProvider.System)
            .UploadAsync(MediaKind.File, new MemoryStream(sent), "报告 1.docx", "application/x-test", CancellationToken.None);
        var (part, name, type, got) = await seen.Task.Within();
        (part, name, type).ShouldBe(("media", "报告 1.docx", "t+/=&|application/x-test"));
        got.ShouldBe(sent);
    }

    private sealed class OneWay(System.IO.Stream inner) : System.IO.Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private sealed class Shrinking(MemoryStream inner) : MemoryStream(inner.ToArray())
    {
        public override long Length => base.Length + 10;
    }
}
