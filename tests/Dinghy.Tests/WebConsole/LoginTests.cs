using System.Net;
using System.Text;
using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Tests.Support;

namespace Dinghy.Tests.WebConsole;

/// <summary>Who gets into the console, and how.</summary>
public sealed class LoginTests
{
    [Fact]
    public async Task Before_signing_in_the_page_learns_how_and_nothing_else()
    {
        await using var lab = await ConsoleLab.StartAsync();
        var session = (await lab.Open().GetAsync("/api/console/session")).Json;
        session.EnumerateObject().Select(one => one.Name).ShouldBe(["signed_in", "first_run", "can_code", "language", "version"], ignoreOrder: true);
        (session.GetProperty("signed_in").GetBoolean(), session.GetProperty("first_run").GetBoolean(), session.GetProperty("can_code").GetBoolean()).ShouldBe((false, false, true));
    }

    [Fact]
    public async Task Without_a_robot_it_is_the_first_run_and_the_token_lets_in()
    {
        await using var lab = await ConsoleLab.StartAsync(config => config with { Accounts = [] });
        var browser = lab.Open();
        (await browser.GetAsync("/api/console/session")).Json.GetProperty("first_run").GetBoolean().ShouldBeTrue();
        var entered = await browser.EnterAsync(lab.Token);
        (entered.Status, entered.Json.GetProperty("role").GetString(), entered.Json.GetProperty("how").GetString()).ShouldBe((HttpStatusCode.OK, "owner", "token"));
        (await browser.GetAsync("/api/status")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_cookie_is_for_this_server_and_no_script()
    {
        await using var lab = await ConsoleLab.StartAsync();
        var browser = lab.Open();
        var cookie = (await browser.EnterAsync(lab.Token)).Message.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        foreach (var part in new[] { "httponly", "samesite=strict", "path=/" }) cookie.ToLowerInvariant().ShouldContain(part);
        cookie.ToLowerInvariant().ShouldNotContain("secure");
        var behindTls = lab.Open();
        behindTls.Headers["X-Forwarded-Proto"] = "https";
        (await behindTls.EnterAsync(lab.Token)).Message.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().ToLowerInvariant().ShouldContain("secure");
    }

    [Fact]
    public async Task After_five_wrong_tokens_further_ones_are_told_to_wait_and_the_right_one_opens_all_the_same()
    {
        await using var lab = await ConsoleLab.StartAsync();
        var stranger = lab.Open();
        for (var i = 0; i < 5; i++)
        {
            var wrong = await stranger.EnterAsync(new string('0', 64));
            (wrong.Status, wrong.Error).ShouldBe((HttpStatusCode.Unauthorized, "wrong"));
        }

        var waits = await stranger.EnterAsync(new string('0', 64));
        (waits.Status, waits.Error).ShouldBe((HttpStatusCode.TooManyRequests, "wait"));
        waits.Message.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
        // Behind one proxy everybody has one address: what is right must not be kept out.
        (await lab.Open().EnterAsync(lab.Token)).Status.ShouldBe(HttpStatusCode.OK);
        for (var i = 0; i < 6; i++) await stranger.EnterAsync(new string('0', 64));
        (await lab.Open().EnterAsync(lab.Run.Console!.Desk.Tickets.Issue().Ticket)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_stranger_who_guesses_keeps_nobody_from_signing_in_with_their_code()
    {
        await using var lab = await ConsoleLab.StartAsync();
        var (browser, stranger) = (lab.Open(), lab.Open());
        var code = await lab.CodeAsync(browser, ConsoleLab.Owner);
        for (var i = 0; i < 12; i++) (await stranger.SignInAsync(ConsoleLab.Owner, "AAAAAAAA")).Status.ShouldBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests);
        (await stranger.SignInAsync(ConsoleLab.Owner, code)).Status.ShouldNotBe(HttpStatusCode.OK, "it works in the browser that asked");
        (await browser.SignInAsync(ConsoleLab.Owner, code)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(ConsoleLab.Owner)]
    [InlineData("stranger")]
    public async Task Whoever_asks_again_too_soon_hears_how_long_to_wait_role_or_not(string staffId)
    {
        await using var lab = await ConsoleLab.StartAsync();
        (await lab.Open().PostAsync("/api/console/login/code/request", new { staff_id = staffId })).Status.ShouldBe(HttpStatusCode.NoContent);
        var again = await lab.Open().PostAsync("/api/console/login/code/request", new { staff_id = staffId });
        (again.Status, again.Error).ShouldBe((HttpStatusCode.TooManyRequests, "wait"));
        again.Json.GetProperty("wait_seconds").GetInt32().ShouldBeInRange(1, 60);
    }

    [Theory]
    [InlineData(ConsoleLab.Owner, "owner")]
    [InlineData(ConsoleLab.Operator, "operator")]
    [InlineData(ConsoleLab.Auditor, "auditor")]
    public async Task A_code_from_the_robot_signs_in_whoever_has_a_role(string staffId, string role)
    {
        await using var lab = await ConsoleLab.StartAsync();
        var browser = await lab.SignedInAsync(staffId);
        var session = (await browser.GetAsync("/api/console/session")).Json;
        (session.GetProperty("staff_id").GetString(), session.GetProperty("role").GetString(), session.GetProperty("how").GetString()).ShouldBe((staffId, role, "code"));
        session.GetProperty("csrf").GetString().ShouldBe(browser.Csrf);
        var entry = SqliteAudit.List(lab.Home, 10, kind: null).ShouldNotBeNull().ShouldHaveSingleItem();
        (entry.Kind, entry.Actor).ShouldBe((AuditKinds.ConsoleSignedIn, staffId));
    }

    [Fact]
    public async Task Whoever_has_no_role_hears_the_same_and_gets_no_code()
    {
        await using var lab = await ConsoleLab.StartAsync();
        var browser = lab.Open();
        (await browser.PostAsync("/api/console/login/code/request", new { staff_id = "stranger" })).Status.ShouldBe(HttpStatusCode.NoContent);
        await lab.CodeAsync(browser, ConsoleLab.Owner);
        lab.CodesSent.ShouldBe(1);
        var refused = await browser.SignInAsync("stranger", "AAAAAAAA");
        (refused.Status, refused.Error).ShouldBe((HttpStatusCode.Unauthorized, "wrong"));
    }

    [Fact]
    public async Task A_code_works_once_and_is_written_nowhere()
    {
        await using var lab = await ConsoleLab.StartAsync();
        var browser = lab.Open();
        var code = await lab.CodeAsync(browser, ConsoleLab.Owner);
        // As people type it.
        (await browser.SignInAsync(ConsoleLab.Owner, $" {code[..4].ToLowerInvariant()}-{code[4..]} ")).Status.ShouldBe(HttpStatusCode.OK);
        (await lab.Open().SignInAsync(ConsoleLab.Owner, code)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var file in Directory.EnumerateFiles(lab.Home, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))) Contains(file, code).ShouldBeFalse(file);
    }

    [Fact]
    public async Task A_code_is_its_persons_alone()
    {
        await using var lab = await ConsoleLab.StartAsync();
        var browser = lab.Open();
        var code = await lab.CodeAsync(browser, ConsoleLab.Auditor);
        (await browser.SignInAsync(ConsoleLab.Owner, code)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.SignInAsync(ConsoleLab.Auditor, code)).Json.GetProperty("role").GetString().ShouldBe("auditor");
    }

    [Fact]
    public async Task An_address_for_one_use_opens_once()
    {
        await using var lab = await ConsoleLab.StartAsync();
        var run = await ProgramRun.OfAsync("console", "--home", lab.Home);
        run.Code.ShouldBe(0, run.Error);
        var address = new Uri(run.Out.Trim().Split((char)10)[^1]);
        (address.GetLeftPart(UriPartial.Authority), address.AbsolutePath).ShouldBe((lab.Address.GetLeftPart(UriPartial.Authority), "/login"));
        var ticket = address.Fragment["#token=".Length..];
        ticket.ShouldNotBe(lab.Token);
        (await lab.Open().EnterAsync(ticket)).Status.ShouldBe(HttpStatusCode.OK);
        (await lab.Open().EnterAsync(ticket)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_on_the_server()
    {
        await using var lab = await ConsoleLab.StartAsync();
        var browser = await lab.SignedInByTokenAsync();
        var stolen = browser.Cookies.GetCookieHeader(lab.Address);
        (await browser.PostAsync("/api/console/logout")).Status.ShouldBe(HttpStatusCode.NoContent);
        var thief = lab.Open();
        thief.Headers["Cookie"] = stolen;
        (await thief.GetAsync("/api/status")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_restart_keeps_sessions_and_a_new_token_ends_them()
    {
        using var home = new TempHome();
        string cookie;
        await using (var lab = await ConsoleLab.StartAsync(home: home)) cookie = (await lab.SignedInByTokenAsync()).Cookies.GetCookieHeader(lab.Address);
        File.ReadAllText(home.File("console.sessions")).ShouldNotContain(cookie.Split('=')[1]);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(home.File("console.sessions")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using (var lab = await ConsoleLab.StartAsync(home: home)) (await StatusAsync(lab, cookie)).ShouldBe(HttpStatusCode.OK);
        File.Delete(home.File("gateway.token"));
        await using (var lab = await ConsoleLab.StartAsync(home: home)) (await StatusAsync(lab, cookie)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<HttpStatusCode> StatusAsync(ConsoleLab lab, string cookie)
    {
        var browser = lab.Open();
        browser.Headers["Cookie"] = cookie;
        return (await browser.GetAsync("/api/status")).Status;
    }

    private static bool Contains(string file, string text)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    }
}
