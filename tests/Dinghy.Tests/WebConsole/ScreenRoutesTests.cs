using System.Net;
using System.Text.Json;
using Dinghy.Emulator;
using Dinghy.Gateway.Configuration;
using Dinghy.Tests.Support;

namespace Dinghy.Tests.WebConsole;

/// <summary>What the screens look at.</summary>
public sealed class ScreenRoutesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_told_to_open_pages_and_counted_in_its_minute_and_hour()
    {
        await using var lab = await ConsoleLab.StartAsync();
        await lab.DingTalk.World.WaitForConnectionsAsync(1, Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);
        var browser = await lab.SignedInAsync(ConsoleLab.Auditor);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(lab.Address, "/api/console/events"));
        request.Headers.Add("Cookie", browser.Cookies.GetCookieHeader(lab.Address));
        using var stream = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        (stream.StatusCode, stream.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.OK, "text/event-stream"));
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync(Ct));
        (await EventAsync(lines, "status")).GetProperty("channels").GetArrayLength().ShouldBe(1);

        await lab.DingTalk.World.SayAsync(new Speech("user002", "hello"), Ct);
        var turn = await EventAsync(lines, "turn");
        turn.GetProperty("outcome").GetString().ShouldBe("answered");
        await EventAsync(lines, "minute", point => point.GetProperty("answered").GetInt64() == 1);

        await Waiting.Until(async () => (await browser.GetAsync("/api/console/dashboard")).Json.GetProperty("hours").EnumerateArray().Any(hour => hour.TryGetProperty("p50", out _)));
        var dashboard = (await browser.GetAsync("/api/console/dashboard")).Json;
        (dashboard.GetProperty("minutes").GetArrayLength(), dashboard.GetProperty("hours").GetArrayLength()).ShouldBe((60, 24));
        foreach (var (what, count) in new[] { ("received", 1), ("answered", 1), ("failed", 0), ("refused", 0) })
            dashboard.GetProperty("hours").EnumerateArray().Sum(hour => hour.GetProperty(what).GetInt64()).ShouldBe(count, what);
    }

    [Fact]
    public async Task Whoever_was_heard_is_listed_with_what_policy_says_of_them()
    {
        await using var lab = await ConsoleLab.StartAsync(config => config with { Accounts = [config.Accounts[0] with { DmPolicy = AccessPolicy.Pairing, GroupPolicy = AccessPolicy.Open }] });
        await lab.DingTalk.World.WaitForConnectionsAsync(1, Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);
        await lab.DingTalk.World.SayAsync(new Speech("stranger", "hello"), Ct);
        await lab.DingTalk.World.SayAsync(new Speech(ConsoleLab.Owner, "hello"), Ct);
        var group = lab.DingTalk.World.Groups[0];
        await lab.DingTalk.World.SayAsync(new Speech(ConsoleLab.Auditor, "hello") { ConversationId = group.ConversationId }, Ct);
        var browser = await lab.SignedInByTokenAsync();
        JsonElement people = default, groups = default;
        await Waiting.Until(async () =>
        {
            (people, groups) = ((await browser.GetAsync("/api/access/people")).Json.GetProperty("people"), (await browser.GetAsync("/api/access/groups")).Json.GetProperty("groups"));
            return people.GetArrayLength() == 2 && groups.GetArrayLength() == 1;
        });
        (Text(Of(people, ConsoleLab.Owner), "verdict"), Text(Of(people, ConsoleLab.Owner), "because"), Text(Of(people, ConsoleLab.Owner), "role")).ShouldBe(("allowed", "owners", "owner"));
        (Text(Of(people, ConsoleLab.Auditor), "verdict"), Text(Of(people, ConsoleLab.Auditor), "role")).ShouldBe(("refused", "auditor"));
        (Text(groups[0], "conversation"), Text(groups[0], "verdict")).ShouldBe((group.ConversationId, "open"));
        (await browser.GetAsync("/api/access/people?query=MANAGER")).Json.GetProperty("people").GetArrayLength().ShouldBe(1);
        // Whoever was not let in yet stands in the queue.
        await Waiting.Until(async () => (await browser.GetAsync("/api/pairing")).Json.GetProperty("pending").GetArrayLength() == 1);
        var approved = await browser.PostAsync("/api/pairing/approve", new { who = "stranger" });
        Text(approved.Json, "result").ShouldBe("done", approved.Body);
        await lab.DingTalk.World.SayAsync(new Speech("stranger", "hello again"), Ct);
        await Waiting.Until(async () => (await browser.GetAsync("/api/access/people?query=stranger")).Json.GetProperty("people").GetArrayLength() == 1);
        var stranger = Of((await browser.GetAsync("/api/access/people")).Json.GetProperty("people"), "stranger");
        Text(stranger, "verdict").ShouldBe("approved");
        stranger.TryGetProperty("role", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Agents_and_rules_are_shown_and_the_running_gateway_explains_them()
    {
        await using var lab = await ConsoleLab.StartAsync(config => config with
        {
            Agents = config.Agents with { List = [config.Agents.Default with { Id = "ops", Name = "运维" }] },
            Routing = new RoutingConfig { Rules = [new RouteRule("routing[0]", "ops") { Person = ConsoleLab.Operator }] },
        });
        var auditor = await lab.SignedInAsync(ConsoleLab.Auditor);
        (await auditor.GetAsync("/api/agents")).Json.GetProperty("agents").EnumerateArray().Select(agent => (Text(agent, "id"), agent.GetProperty("default").GetBoolean())).ShouldBe([("default", true), ("ops", false)]);
        Text((await auditor.GetAsync("/api/routing")).Json.GetProperty("rules")[0], "agent").ShouldBe("ops");
        var explained = await auditor.PostAsync("/api/routing/explain", new { person = ConsoleLab.Operator, chat = "dm" });
        (Text(explained.Json, "agent"), explained.Json.GetProperty("rules")[0].GetProperty("decides").GetBoolean()).ShouldBe(("ops", true));
        Text((await auditor.PostAsync("/api/routing/explain", new { person = "somebody" })).Json, "agent").ShouldBe("default");
        foreach (var wrong in new object[] { new { }, new { person = "张三" }, new { person = "u", chat = "elsewhere" }, new { person = "u", account = "none" } })
            (await auditor.PostAsync("/api/routing/explain", wrong)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_audit_comes_page_by_page_and_says_whether_it_is_whole()
    {
        await using var lab = await ConsoleLab.StartAsync();
        for (var i = 0; i < 3; i++) await lab.SignedInByTokenAsync();
        var browser = await lab.SignedInByTokenAsync();
        var first = (await browser.GetAsync("/api/audit?limit=3")).Json;
        (first.GetProperty("more").GetBoolean(), string.Join(',', first.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("number").GetInt64()))).ShouldBe((true, "4,3,2"));
        var second = (await browser.GetAsync("/api/audit?limit=3&before=2")).Json;
        (second.GetProperty("more").GetBoolean(), second.GetProperty("entries").GetArrayLength()).ShouldBe((false, 1));
        (await browser.GetAsync("/api/audit?kind=console")).Json.GetProperty("entries").GetArrayLength().ShouldBe(4);
        (await browser.GetAsync("/api/audit?kind=tool")).Json.GetProperty("entries").GetArrayLength().ShouldBe(0);
        (await browser.GetAsync("/api/audit?query=OWNER")).Json.GetProperty("entries").GetArrayLength().ShouldBe(4);
        (await browser.GetAsync("/api/audit?query=%25")).Json.GetProperty("entries").GetArrayLength().ShouldBe(0);
        var verdict = (await browser.GetAsync("/api/audit/verify")).Json;
        (verdict.GetProperty("ok").GetBoolean(), verdict.GetProperty("entries").GetInt64()).ShouldBe((true, 4));
    }

    [Fact]
    public async Task A_stream_of_events_ends_with_the_gateway()
    {
        var lab = await ConsoleLab.StartAsync();
        var browser = await lab.SignedInByTokenAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(lab.Address, "/api/console/events"));
        request.Headers.Add("Cookie", browser.Cookies.GetCookieHeader(lab.Address));
        using var stream = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync(Ct));
        await EventAsync(lines, "status");
        await lab.DisposeAsync();
        await Should.NotThrowAsync(async () =>
        {
            try
            {
                while (await lines.ReadLineAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ct) is not null) { }
            }
            catch (IOException)
            {
                // Cut off is an end, too.
            }
        });
    }

    private static async Task<JsonElement> EventAsync(StreamReader lines, string name, Func<JsonElement, bool>? fits = null)
    {
        while (true)
        {
            var line = await lines.ReadLineAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ct) ?? throw new EndOfStreamException($"No event {name} came.");
            if (line != $"event: {name}") continue;
            var data = JsonElement.Parse((await lines.ReadLineAsync(Ct))!["data: ".Length..]);
            if (fits is null || fits(data)) return data;
        }
    }

    private static JsonElement Of(JsonElement people, string person) => people.EnumerateArray().Single(one => Text(one, "person") == person);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
