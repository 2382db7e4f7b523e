using System.Net;
using Dinghy.Admin;
using Dinghy.Emulator;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Hosting;
using Dinghy.Tests.Support;
using Dinghy.WebConsole;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Tests.WebConsole;

/// <summary>What stands before every route: roles, and other people's pages.</summary>
public sealed class GateTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_role_may_what_it_may_and_no_more()
    {
        await using var lab = await ConsoleLab.StartAsync();
        var (auditor, operating, owner) = (await lab.SignedInAsync(ConsoleLab.Auditor), await lab.SignedInAsync(ConsoleLab.Operator), await lab.SignedInAsync(ConsoleLab.Owner));
        foreach (var browser in new[] { auditor, operating, owner }) (await browser.GetAsync("/api/status")).Status.ShouldBe(HttpStatusCode.OK);
        var refused = await auditor.PostAsync("/api/schedules/1/disable");
        (refused.Status, refused.Error, refused.Json.GetProperty("needs").GetString()).ShouldBe((HttpStatusCode.Forbidden, "role", "operator"));
        (await operating.PostAsync("/api/schedules/1/disable")).Status.ShouldBe(HttpStatusCode.OK);
        (await operating.GetAsync("/api/memory")).Json.GetProperty("needs").GetString().ShouldBe("owner");
        (await owner.GetAsync("/api/memory")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Routes_say_whom_they_are_for_and_what_says_nothing_is_the_owners()
    {
        await using var app = await AdminServer.BuildBeside(verbose: false);
        using var home = new TempHome();
        using var metrics = new PrometheusText();
        using var meters = new GatewayMetrics();
        var guarded = AdminServer.Map(app, () => null, metrics);
        await using var console = new ConsoleRoom(() => null, home.Path, new string('a', 64), meters, NullLoggerFactory.Instance, TimeProvider.System);
        console.Map(app, guarded);
        var routes = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .ToLookup(route => route.Metadata.GetMetadata<RouteFor>() is { } named ? named.Least?.ToString() ?? "anybody" : "nothing", Name);
        routes["anybody"].Order().ShouldBe(
            ["GET /api/console/session", "GET,HEAD /{**path}", "POST /api/console/login/code", "POST /api/console/login/code/request", "POST /api/console/login/token"]);
        // Writing is nobody's who may only look.
        routes["Auditor"].Where(name => !name.StartsWith("GET ", StringComparison.Ordinal)).Order().ShouldBe(["POST /api/console/logout", "POST /api/routing/explain"]);
        routes["Operator"].ShouldAllBe(name => name.StartsWith("POST ", StringComparison.Ordinal));
        routes["Operator"].ShouldNotContain(name => name.Contains("config", StringComparison.Ordinal) || name.Contains("memory", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_writing_call_needs_the_word_against_forged_calls()
    {
        await using var lab = await ConsoleLab.StartAsync();
        var browser = await lab.SignedInByTokenAsync();
        foreach (var word in new[] { null, "", "wrong", browser.Csrf!.ToUpperInvariant(), (await lab.SignedInByTokenAsync()).Csrf })
        {
            var other = lab.Open();
            (other.Headers["Cookie"], other.Csrf) = (browser.Cookies.GetCookieHeader(lab.Address), word);
            var refused = await other.PostAsync("/api/reload");
            (refused.Status, refused.Error).ShouldBe((HttpStatusCode.Forbidden, "csrf"), word ?? "none");
        }

        (await browser.PostAsync("/api/schedules/1/disable")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("https://evil.example")]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("file://")]
    public async Task A_writing_call_from_another_page_is_refused_whatever_it_carries(string? origin)
    {
        await using var lab = await ConsoleLab.StartAsync();
        var browser = await lab.SignedInByTokenAsync();
        browser.Origin = origin;
        var refused = await browser.PostAsync("/api/schedules/1/disable");
        (refused.Status, refused.Error).ShouldBe((HttpStatusCode.Forbidden, "origin"));
        // Nor is anybody signed in by it.
        (await browser.PostAsync("/api/console/login/token", new { token = lab.Token })).Error.ShouldBe("origin");
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    public async Task What_the_browser_says_of_another_page_is_believed(string site)
    {
        await using var lab = await ConsoleLab.StartAsync();
        var browser = await lab.SignedInByTokenAsync();
        browser.Headers["Sec-Fetch-Site"] = site;
        (await browser.GetAsync("/api/status")).Error.ShouldBe("origin");
        (await browser.PostAsync("/api/schedules/1/disable")).Error.ShouldBe("origin");
        browser.Headers["Sec-Fetch-Site"] = "same-origin";
        (await browser.PostAsync("/api/schedules/1/disable")).Status.ShouldBe(HttpStatusCode.OK);
        browser.Headers["Sec-Fetch-Site"] = "none";
        (await browser.GetAsync("/api/status")).Status.ShouldBe(HttpStatusCode.OK);
        (await browser.PostAsync("/api/schedules/1/disable")).Error.ShouldBe("origin");
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:18790")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("dinghy.example.com.evil.example")]
    public async Task Under_a_name_that_is_not_ours_nothing_is_shown(string host)
    {
        await using var lab = await ConsoleLab.StartAsync();
        var browser = await lab.SignedInByTokenAsync();
        (browser.Headers["Host"], browser.Origin) = (host, $"http://{host}");
        browser.Headers["Cookie"] = browser.Cookies.GetCookieHeader(lab.Address);
        foreach (var path in new[] { "/", "/api/console/session", "/api/status" }) (await browser.GetAsync(path)).Error.ShouldBe("host", path);
        (await browser.EnterAsync(lab.Token)).Error.ShouldBe("host");
    }

    [Theory]
    [InlineData("localhost:18790")]
    [InlineData("[::1]:18790")]
    [InlineData("192.168.7.7")]
    [InlineData("dinghy.example.com")]
    [InlineData("Dinghy.Example.com")]
    public async Task Under_our_names_and_any_address_it_is_shown(string host)
    {
        await using var lab = await ConsoleLab.StartAsync();
        var browser = lab.Open();
        (browser.Headers["Host"], browser.Origin) = (host, $"https://{host}");
        (await browser.EnterAsync(lab.Token)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_program_with_the_token_needs_neither_cookie_nor_page_and_a_wrong_token_is_no_cookie()
    {
        await using var lab = await ConsoleLab.StartAsync();
        var browser = await lab.SignedInByTokenAsync();
        browser.Headers["Authorization"] = "Bearer wrong";
        (await browser.GetAsync("/api/status")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        var program = lab.Open();
        (program.Origin, program.Headers["Host"], program.Headers["Authorization"]) = (null, "gateway.internal", $"Bearer {lab.Token}");
        (await program.PostAsync("/api/schedules/1/disable")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Wrong_headers_are_counted_and_logged_and_the_right_one_is_not_kept_waiting()
    {
        await using var lab = await ConsoleLab.StartAsync();
        var (stranger, program) = (lab.Open(), lab.Open());
        var bare = await stranger.GetAsync("/api/status");
        (bare.Status, bare.Error).ShouldBe((HttpStatusCode.Unauthorized, "unauthorized"));
        bare.Json.GetProperty("problem").GetString()!.ShouldContain("Authorization: Bearer TOKEN");
        bare.Body.ShouldNotContain(lab.Token);
        stranger.Headers["Authorization"] = $"Bearer {new string('0', 64)}";
        for (var i = 0; i < 5; i++) (await stranger.GetAsync("/api/status")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        for (var i = 0; i < 3; i++) (await stranger.GetAsync("/api/status")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        program.Headers["Authorization"] = $"Bearer {lab.Token}";
        System.Text.Json.JsonElement lines = default;
        await Waiting.Until(async () => (lines = (await program.GetAsync("/api/logs?grep=Authorization")).Json.GetProperty("entries")).GetArrayLength() >= 5);
        lines.GetArrayLength().ShouldBe(5, "a flood fills no log");
    }

    [Fact]
    public async Task Answers_carry_what_keeps_browsers_careful()
    {
        await using var lab = await ConsoleLab.StartAsync();
        var browser = await lab.SignedInByTokenAsync();
        foreach (var path in new[] { "/", "/api/status", "/api/console/session" })
        {
            var answer = await browser.GetAsync(path);
            var policy = Header(answer, "Content-Security-Policy");
            policy.ShouldContain("default-src 'self'");
            policy.ShouldContain("frame-ancestors 'none'");
            policy.ShouldNotContain("unsafe");
            Header(answer, "X-Content-Type-Options").ShouldBe("nosniff", path);
            Header(answer, "Referrer-Policy").ShouldBe("no-referrer", path);
            if (path != "/") answer.Message.Headers.CacheControl!.NoStore.ShouldBeTrue(path);
        }
    }

    [Fact]
    public async Task An_operator_takes_no_owner_away_and_an_auditor_reads_nobodys_words()
    {
        await using var lab = await ConsoleLab.StartAsync();
        var (operating, auditor) = (await lab.SignedInAsync(ConsoleLab.Operator), await lab.SignedInAsync(ConsoleLab.Auditor));
        var added = await operating.PostAsync("/api/schedules", new { to = ConsoleLab.Owner, message = "裁员名单", name = "裁员", kind = "every", spec = "1h" });
        added.Status.ShouldBe(HttpStatusCode.OK, added.Body);
        (await operating.GetAsync("/api/schedules")).Body.ShouldContain("schedules");
        (await operating.GetAsync("/api/schedules")).Json.GetProperty("schedules")[0].GetProperty("message").GetString().ShouldBe("裁员名单", added.Body);
        var seen = (await auditor.GetAsync("/api/schedules")).Json.GetProperty("schedules")[0];
        (seen.GetProperty("message").GetString(), seen.GetProperty("name").GetString(), seen.GetProperty("hidden").GetBoolean()).ShouldBe(("", "", true));
    }

    [Fact]
    public async Task Transcripts_and_frames_come_to_an_auditor_without_a_word()
    {
        await using var lab = await ConsoleLab.StartAsync();
        await lab.DingTalk.World.WaitForConnectionsAsync(1, Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);
        await lab.DingTalk.World.SayAsync(new Speech("stranger", "裁员名单在哪里"), Ct);
        var (operating, auditor) = (await lab.SignedInAsync(ConsoleLab.Operator), await lab.SignedInAsync(ConsoleLab.Auditor));
        await Waiting.Until(async () => (await operating.GetAsync("/api/conversations")).Json.GetProperty("conversations").GetArrayLength() == 1);
        var key = Uri.EscapeDataString((await operating.GetAsync("/api/conversations")).Json.GetProperty("conversations")[0].GetProperty("key").GetString()!);
        (await operating.GetAsync($"/api/conversations/{key}")).Json.GetProperty("entries")[0].GetProperty("text").GetString()!.ShouldContain("裁员名单");
        var seen = (await auditor.GetAsync($"/api/conversations/{key}")).Json;
        (seen.GetProperty("hidden").GetBoolean(), seen.GetProperty("entries").EnumerateArray().All(entry => entry.GetProperty("text").GetString() == "")).ShouldBe((true, true));
        (await auditor.PostAsync($"/api/conversations/{key}/reset")).Status.ShouldBe(HttpStatusCode.Forbidden);
        var turn = (await auditor.GetAsync("/api/turns")).Json.GetProperty("turns")[0].GetProperty("id").GetInt64();
        (await operating.GetAsync($"/api/turns/{turn}/trace?raw=true")).Json.TryGetProperty("raw", out _).ShouldBeTrue();
        (await auditor.GetAsync($"/api/turns/{turn}/trace?raw=true")).Json.TryGetProperty("raw", out _).ShouldBeFalse();
        (await auditor.GetAsync("/api/logs")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("short", 0x180, false)]
    [InlineData("0123456789abcdef0123456789abcdef", 0x1A4, false)]
    [InlineData("0123456789abcdef0123456789abcdef", 0x180, true)]
    public async Task Other_machines_are_let_in_only_behind_a_token_that_is_one(string token, int mode, bool starts)
    {
        if (OperatingSystem.IsWindows()) return;
        using var home = new TempHome().With("gateway.token", token + "\n");
        File.SetUnixFileMode(home.File("gateway.token"), (UnixFileMode)mode);
        var config = new DinghyConfig { Home = home.Path, Models = new ModelsConfig { Default = "demo/demo" }, Gateway = new GatewayConfig { Host = "0.0.0.0", Port = 0 } };
        var starting = GatewayRun.StartAsync(config, AdminServer.BuildBeside(verbose: false), Ct);
        if (starts) await (await starting).DisposeAsync();
        else (await Should.ThrowAsync<IOException>(() => starting)).Message.ShouldContain("gateway.token");
        var here = config with { Gateway = new GatewayConfig { Port = 0 } };
        await (await GatewayRun.StartAsync(here, AdminServer.BuildBeside(verbose: false), Ct)).DisposeAsync();
    }

    private static string Header(Answer answer, string name) => answer.Message.Headers.GetValues(name).ShouldHaveSingleItem();

    private static string Name(RouteEndpoint route) =>
        $"{string.Join(',', route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Order().ToArray() ?? [])} {(route.RoutePattern.RawText!.StartsWith('/') ? "" : "/")}{route.RoutePattern.RawText}";
}
