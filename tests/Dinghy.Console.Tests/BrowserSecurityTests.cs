using Dinghy.ConsoleTests.Lab;
using Microsoft.Playwright;

namespace Dinghy.ConsoleTests;

/// <summary>What a real browser makes of the server's rules.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class BrowserSecurityTests(ConsoleFixture console)
{
    [Fact]
    public async Task The_page_runs_under_its_own_policy_without_a_complaint()
    {
        var page = await console.OpenAsync();
        var complaints = new List<string>();
        page.Console += (_, message) => { if (message.Type == "error") complaints.Add(message.Text); };
        page.PageError += (_, error) => complaints.Add(error);
        await console.MustBeBuiltAsync(page);
        await Assertions.Expect(page.Locator("body")).Not.ToBeEmptyAsync();
        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_script_that_somebody_gets_into_the_page_does_not_run()
    {
        var page = await console.OpenAsync();
        await page.GotoAsync("/");
        var refused = page.WaitForConsoleMessageAsync(new() { Predicate = message => message.Text.Contains("Content Security Policy", StringComparison.Ordinal) });
        await page.EvaluateAsync("""() => { const script = document.createElement('script'); script.textContent = 'window.stolen = true'; document.body.append(script); }""");
        (await refused).Type.ShouldBe("error");
        (await page.EvaluateAsync<bool>("() => window.stolen === true")).ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_frames_it()
    {
        var page = await console.OpenAsync();
        // Another origin of the same site: a cookie that is strict about sites goes along, so only the policy stands there.
        await page.GotoAsync(console.Lab.DingTalk.Address.AbsoluteUri);
        await page.EvaluateAsync("address => { const frame = document.createElement('iframe'); frame.src = address; document.body.append(frame); return new Promise(done => frame.onload = done); }", console.Address.AbsoluteUri);
        var frame = page.Frames.Single(one => one != page.MainFrame);
        frame.Url.ShouldStartWith("chrome-error://");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    public async Task Another_page_does_nothing_with_the_cookie(string type)
    {
        var page = await console.OpenAsync(ConsoleFixture.Owner);
        await page.GotoAsync(console.Lab.DingTalk.Address.AbsoluteUri);
        var seen = page.Context.WaitForConsoleMessageAsync(new() { Predicate = message => message.Type == "error" });
        var heard = await page.EvaluateAsync<string>(
            """
            async ([address, type]) => {
                try {
                    const answer = await fetch(address + 'api/console/logout', { method: 'POST', credentials: 'include', headers: { 'content-type': type }, body: '{}' });
                    return 'read ' + answer.status;
                } catch { return 'refused'; }
            }
            """,
            new[] { console.Address.AbsoluteUri, type });
        heard.ShouldBe("refused");
        await seen;
        // It would have ended the session.
        await page.GotoAsync(console.Address.AbsoluteUri);
        (await page.EvaluateAsync<bool>("async () => (await (await fetch('/api/console/session')).json()).signed_in")).ShouldBeTrue();
    }

    [Fact]
    public async Task The_cookie_is_out_of_every_scripts_reach()
    {
        var page = await console.OpenAsync(ConsoleFixture.Auditor);
        await page.GotoAsync("/");
        (await page.EvaluateAsync<string>("() => document.cookie")).ShouldBeEmpty();
        (await page.EvaluateAsync<string>("async () => (await (await fetch('/api/console/session')).json()).role")).ShouldBe("auditor");
    }

    [Fact]
    public async Task Signing_in_by_a_code_from_the_robot_works_from_the_page_and_the_code_is_in_no_log()
    {
        var page = await console.OpenAsync();
        await page.GotoAsync("/");
        // Of somebody whom no other test signs in: a person has one code a minute.
        const string Post = "async ([path, body]) => { const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body }); return answer.status; }";
        console.Lab.World.AddPerson("user003", "赵六");
        await console.Lab.ChangeConfigAsync(config => config["console"]!["operators"]!.AsArray().Add("user003"));
        (await console.Lab.CliAsync("reload")).Code.ShouldBe(0);
        var code = await console.CodeAsync(() => page.EvaluateAsync<int>(Post, new[] { "/api/console/login/code/request", """{"staff_id":"user003"}""" }));
        (await page.EvaluateAsync<int>(Post, new[] { "/api/console/login/code", $$"""{"staff_id":"user003","code":"{{code}}"}""" })).ShouldBe(200);
        (await page.EvaluateAsync<string>("async () => (await (await fetch('/api/console/session')).json()).role")).ShouldBe("operator");
        console.Lab.Gateway.Err.All.Concat(console.Lab.Gateway.Out.All).ShouldAllBe(line => !line.Contains(code, StringComparison.Ordinal) && !line.Contains(console.Token, StringComparison.Ordinal));

        // Who has no role any more is out at once, not when the session ends.
        await console.Lab.ChangeConfigAsync(config => config["console"]!["operators"] = new System.Text.Json.Nodes.JsonArray(ConsoleFixture.Operator));
        (await console.Lab.CliAsync("reload")).Code.ShouldBe(0);
        (await page.EvaluateAsync<int>("async () => (await fetch('/api/status')).status")).ShouldBe(401);
    }
}
