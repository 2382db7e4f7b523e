using System.Net;
using Dinghy.Admin;
using Dinghy.WebConsole;
using Microsoft.AspNetCore.Builder;

namespace Dinghy.Tests.WebConsole;

/// <summary>How the front end is served, with a small one that is embedded in these tests.</summary>
public sealed class PageServerTests : IAsyncLifetime
{
    private WebApplication? _app;
    private Browser? _browser;

    private Browser Browser => _browser.ShouldNotBeNull();

    public async ValueTask InitializeAsync()
    {
        _app = await AdminServer.BuildBeside(verbose: false);
        new PageServer(typeof(PageServerTests).Assembly).Map(_app);
        _app.Urls.Add("http://127.0.0.1:0");
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _browser = new Browser(AdminServer.Address(_app));
    }

    public async ValueTask DisposeAsync()
    {
        _browser?.Dispose();
        if (_app is not null) await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/login")]
    [InlineData("/conversations/main")]
    public async Task Every_view_is_the_page_and_is_asked_for_anew(string path)
    {
        var answer = await Browser.GetAsync(path);
        (answer.Status, answer.Body.Trim()).ShouldBe((HttpStatusCode.OK, "<!doctype html><title>site</title>"));
        answer.Message.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        answer.Message.Headers.CacheControl!.ToString().ShouldBe("no-cache");
        Browser.Headers["If-None-Match"] = answer.Message.Headers.ETag!.ToString();
        (await Browser.GetAsync(path)).Status.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task What_has_its_hash_in_its_name_is_kept_for_good()
    {
        var answer = await Browser.GetAsync("/assets/app-1a2b.js");
        (answer.Status, answer.Body.Trim()).ShouldBe((HttpStatusCode.OK, "plain()"));
        answer.Message.Content.Headers.ContentType!.ToString().ShouldBe("text/javascript; charset=utf-8");
        answer.Message.Headers.CacheControl!.ToString().ShouldContain("immutable");
    }

    [Theory]
    [InlineData("gzip, deflate, br", "br", "brotli()")]
    [InlineData("gzip", "gzip", "gzip()")]
    [InlineData("br;q=0, gzip", "gzip", "gzip()")]
    [InlineData("identity", null, "plain()")]
    public async Task What_was_packed_when_it_was_built_is_sent_packed(string accepts, string? encoding, string body)
    {
        Browser.Headers["Accept-Encoding"] = accepts;
        var answer = await Browser.GetAsync("/assets/app-1a2b.js");
        (answer.Message.Content.Headers.ContentEncoding.FirstOrDefault(), answer.Body.Trim()).ShouldBe((encoding, body));
        answer.Message.Headers.Vary.ShouldBe(["Accept-Encoding"]);
    }

    [Theory]
    [InlineData("/assets/app-old.js")]
    [InlineData("/assets/app-1a2b.js.br")]
    [InlineData("/assets")]
    [InlineData("/api/nothing")]
    [InlineData("/v1/nothing")]
    [InlineData("/favicon.ico")]
    [InlineData("/www/index.html")]
    [InlineData("/%2e%2e/gateway.token")]
    public async Task What_is_not_there_is_not_the_page(string path) => (await Browser.GetAsync(path)).Status.ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public async Task A_build_without_the_front_end_says_how_to_make_one()
    {
        await using var app = await AdminServer.BuildBeside(verbose: false);
        var pages = new PageServer(typeof(Dinghy.Emulator.EmulatorServer).Assembly);
        pages.IsBuilt.ShouldBeFalse();
        pages.Map(app);
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var browser = new Browser(AdminServer.Address(app));
        var answer = await browser.GetAsync("/");
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Body.ShouldContain("dotnet build src/Dinghy");
        answer.Body.ShouldNotContain("<script");
    }
}
