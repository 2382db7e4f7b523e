using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Dinghy.DingTalk.Media;
using Dinghy.DingTalk.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dinghy.DingTalk.Tests.Media;

public sealed class MediaDownloadTests
{
    private static readonly Uri _file = new("http://wukong-file.example/a?Expires=1&Signature=5ecret");
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    private static MediaClient Client(ApiWorld world, Func<Uri, bool>? allow = null) =>
        new(world.App, DingTalkEndpoints.Default, world.Tokens, world.Http, world.Time) { AllowHost = allow ?? (_ => true) };

    private static Func<SentRequest, Task<HttpResponseMessage>> Redirect(string to) => _ =>
        Task.FromResult(new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri(to, UriKind.RelativeOrAbsolute) } });

    private static Func<SentRequest, Task<HttpResponseMessage>> Stream(System.IO.Stream content) => _ =>
        Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(content) });

    private static async Task<string> ReadAsync(MediaDownload download)
    {
        using var all = new MemoryStream();
        await download.Content.CopyToAsync(all).Within();
        return Encoding.UTF8.GetString(all.ToArray());
    }

    [Fact]
    public async Task A_code_becomes_an_address()
    {
        using var world = ApiWorld.Answering("""{"downloadUrl":"http://wukong-file.example/a?Expires=1&Signature=5ecret"}""");
        (await Client(world).DownloadAsync("mIof=", CancellationToken.None)).ShouldBe(_file);
        world.Call.Url.ShouldBe(new Uri("https://api.dingtalk.com/v1.0/robot/messageFiles/download"));
        world.Call.Body.ShouldBe("""{"downloadCode":"mIof=","robotCode":"dingrobot"}""");
    }

    [Theory]
    [InlineData("invalidParameter.robotCode.downloadCode", DingTalkFault.NotFound)]
    [InlineData("invalidParameter.robotCode.auth", DingTalkFault.Invalid)]
    [InlineData("invalidParameter.robotCode.empty", DingTalkFault.Invalid)]
    public async Task A_refused_code_is_typed(string code, DingTalkFault fault)
    {
        using var world = ApiWorld.Refusing($$"""{"code":"{{code}}","message":"x"}""");
        var e = await Should.ThrowAsync<DingTalkApiException>(() => Client(world).DownloadAsync("m", CancellationToken.None));
        (e.Code, e.Fault).ShouldBe((code, fault));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"downloadUrl":""}""")]
    [InlineData("""{"downloadUrl":"/relative"}""")]
    [InlineData("""{"downloadUrl":"file:///etc/passwd"}""")]
    [InlineData("""{"downloadUrl":{}}""")]
    public async Task An_answer_without_an_address_is_none(string body)
    {
        using var world = ApiWorld.Answering(body);
        (await Should.ThrowAsync<DingTalkApiException>(() => Client(world).DownloadAsync("m", CancellationToken.None))).Code.ShouldBe("no_download_url");
    }

    [Fact]
    public async Task A_file_is_fetched_without_token_over_plain_http_and_after_redirects()
    {
        using var world = new ApiWorld(Redirect("https://other.example/b"), Redirect("/c"), _ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new ByteArrayContent("bytes"u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } },
        }));
        using var download = await Client(world).OpenAsync(_file, 5, _minute, CancellationToken.None);
        (download.Length, download.ContentType).ShouldBe((5L, "image/png"));
        (await ReadAsync(download)).ShouldBe("bytes");
        world.Calls.Select(call => call.Url.AbsoluteUri).ShouldBe([_file.AbsoluteUri, "https://other.example/b", "https://other.example/c"]);
        world.Calls.ShouldAllBe(call => call.Token == null && call.Method == HttpMethod.Get);
    }

    [Theory]
    [InlineData("https://evil.example/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://user:pw@good.example/x")]
    public async Task A_host_that_is_not_allowed_is_not_even_called(string target)
    {
        using var direct = ApiWorld.Answering("x");
        var e = await Should.ThrowAsync<DingTalkApiException>(() => Client(direct, url => url.Host == "good.example").OpenAsync(new Uri(target), 9, _minute, CancellationToken.None));
        (e.Fault, e.Code).ShouldBe((DingTalkFault.Refused, "foreign_host"));
        direct.Calls.ShouldBeEmpty();

        using var redirected = new ApiWorld(Redirect(target), StubHandler.Answer("x"));
        (await Should.ThrowAsync<DingTalkApiException>(() => Client(redirected, url => url.Host == "good.example").OpenAsync(new Uri("http://good.example/a"), 9, _minute, CancellationToken.None)))
            .Code.ShouldBe("foreign_host");
        redirected.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_handler_that_was_led_elsewhere_by_itself_gives_no_byte()
    {
        using var world = new ApiWorld(_ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent("x"),
            RequestMessage = new HttpRequestMessage(HttpMethod.Get, "https://evil.example/x"),
        }));
        (await Should.ThrowAsync<DingTalkApiException>(() => Client(world, url => url.Host != "evil.example").OpenAsync(_file, 9, _minute, CancellationToken.None))).Code.ShouldBe("foreign_host");
    }

    [Fact]
    public async Task Endless_redirects_end()
    {
        using var world = new ApiWorld(Redirect("/again"));
        (await Should.ThrowAsync<DingTalkApiException>(() => Client(world).OpenAsync(_file, 9, _minute, CancellationToken.None))).Code.ShouldBe("redirects");
        world.Calls.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(403, DingTalkFault.NotFound)]
    [InlineData(404, DingTalkFault.NotFound)]
    [InlineData(503, DingTalkFault.Busy)]
    [InlineData(429, DingTalkFault.Throttled)]
    [InlineData(304, DingTalkFault.Unknown)]
    public async Task A_refusal_is_typed_and_the_addresss_secret_not_printed(int status, DingTalkFault fault)
    {
        using var world = new ApiWorld(StubHandler.Answer("<Error/>", (HttpStatusCode)status));
        var e = await Should.ThrowAsync<DingTalkApiException>(() => Client(world).OpenAsync(_file, 9, _minute, CancellationToken.None));
        (e.Fault, e.Code, e.Status).ShouldBe((fault, $"http_{status}", (HttpStatusCode)status));
        e.ToString().ShouldNotContain("5ecret");
    }

    [Fact]
    public async Task A_file_announced_too_large_is_refused_and_one_that_grows_is_cut()
    {
        using var announced = ApiWorld.Answering("123456");
        (await Should.ThrowAsync<DingTalkApiException>(() => Client(announced).OpenAsync(_file, 5, _minute, CancellationToken.None))).Code.ShouldBe("too_large");

        using var growing = new ApiWorld(Stream(new Endless()));
        using var download = await Client(growing).OpenAsync(_file, 1000, _minute, CancellationToken.None);
        download.Length.ShouldBeNull();
        var e = await Should.ThrowAsync<DingTalkApiException>(() => download.Content.CopyToAsync(System.IO.Stream.Null).Within());
        (e.Code, e.Fault).ShouldBe(("too_large", DingTalkFault.BadResponse));
    }

    [Fact]
    public async Task One_deadline_holds_for_the_headers_and_for_the_last_byte()
    {
        using var silent = new ApiWorld(_ => new TaskCompletionSource<HttpResponseMessage>().Task);
        var opening = Client(silent).OpenAsync(_file, 5, _minute, CancellationToken.None);
        silent.Time.Advance(_minute);
        (await Should.ThrowAsync<DingTalkApiException>(() => opening.Within())).Fault.ShouldBe(DingTalkFault.Timeout);

        using var stuck = new ApiWorld(Stream(new Stuck()));
        using var download = await Client(stuck).OpenAsync(_file, 5, _minute, CancellationToken.None);
        var reading = ReadAsync(download);
        stuck.Time.Advance(TimeSpan.FromSeconds(59));
        reading.IsCompleted.ShouldBeFalse();
        stuck.Time.Advance(TimeSpan.FromSeconds(1));
        (await Should.ThrowAsync<DingTalkApiException>(() => reading.Within())).Fault.ShouldBe(DingTalkFault.Timeout);
    }

    [Fact]
    public async Task The_callers_own_cancellation_stays_one()
    {
        using var world = new ApiWorld(Stream(new Stuck()));
        using var download = await Client(world).OpenAsync(_file, 5, _minute, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var reading = download.Content.ReadAsync(new byte[5], stop.Token).AsTask();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => reading.Within());
    }

    [Fact]
    public async Task A_transfer_that_breaks_off_is_a_fault_and_not_a_short_file()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapGet("/f", async (HttpContext context) =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        await app.StartAsync();
        using var world = ApiWorld.Answering("");
        using var http = new HttpClient();
        var client = new MediaClient(world.App, DingTalkEndpoints.Default, world.Tokens, http, TimeProvider.System);
        var e = await Should.ThrowAsync<DingTalkApiException>(async () =>
        {
            using var download = await client.OpenAsync(new Uri(app.Urls.Single() + "/f"), 1000, _minute, CancellationToken.None);
            await ReadAsync(download);
        });
        e.Fault.ShouldBe(DingTalkFault.Network);
    }

    private abstract class Source : System.IO.Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    // Long enough to be cut, not so long that a missing bound would hang the test.
    private sealed class Endless : Source
    {
        private int _left = 10_000;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Math.Min(Math.Min(buffer.Length, 300), Math.Max(0, _left -= 300)));
    }

    private sealed class Stuck : Source
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await new TaskCompletionSource<int>().Task.WaitAsync(cancellationToken);
    }
}
