using System.Net;
using System.Text;
using System.Text.Json;
using Dinghy.Emulator;
using Dinghy.Gateway.Conversations;
using Dinghy.Tests.Support;
using Dinghy.WebConsole;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Tests.WebConsole;

/// <summary>A conversation as it goes on, told to pages that look at it.</summary>
public sealed class TalkLiveTests
{
    private const string Person = "user003";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_remembered_is_told_at_once_and_an_auditor_hears_that_but_not_what()
    {
        await using var lab = await StartAsync();
        var owner = await lab.SignedInByTokenAsync();
        var path = await BeginAsync(lab, owner);
        using var open = await LookAsync(lab, owner, path);
        using var hidden = await LookAsync(lab, await lab.SignedInAsync(ConsoleLab.Auditor), path);
        var told = await open.EventAsync("conversation");
        (told.GetProperty("entries").GetInt64(), (await open.EventAsync("working")).GetProperty("turns").GetInt32()).ShouldBe((2, 0));
        await hidden.EventAsync("conversation");

        await lab.DingTalk.World.SayAsync(new Speech(Person, "THE-SECOND"), Ct);
        var said = await open.EventAsync("entry");
        (said.GetProperty("role").GetString(), said.GetProperty("text").GetString(), said.TryGetProperty("hidden", out _)).ShouldBe(("person", "THE-SECOND", false));
        (await open.EventAsync("entry")).GetProperty("role").GetString().ShouldBe("assistant");
        var seen = await hidden.EventAsync("entry");
        (seen.GetProperty("id").GetInt64(), seen.GetProperty("text").GetString(), seen.GetProperty("hidden").GetBoolean()).ShouldBe((said.GetProperty("id").GetInt64(), "", true));
        await hidden.EventAsync("entry");
        hidden.Heard.ShouldNotContain("THE-SECOND");

        await owner.PostAsync($"{path}/reset");
        await open.EventAsync("conversation", talk => talk.GetProperty("session").GetInt64() == told.GetProperty("session").GetInt64() + 1);
        await owner.PostAsync($"{path}/takeover", new { pause = true });
        await open.EventAsync("conversation", talk => talk.TryGetProperty("paused_by", out _));
        await owner.PostAsync($"{path}/takeover", new { pause = false });
        await open.EventAsync("conversation", talk => !talk.TryGetProperty("paused_by", out _));
        await owner.PostAsync($"{path}/model", new { model = "demo/demo" });
        await open.EventAsync("conversation", talk => talk.TryGetProperty("model", out var model) && model.GetString() == "demo/demo");
    }

    [Fact]
    public async Task Only_who_may_looks_only_at_what_there_is_and_not_too_many_at_once()
    {
        await using var lab = await StartAsync();
        var owner = await lab.SignedInByTokenAsync();
        var path = await BeginAsync(lab, owner);
        (await lab.Open().GetAsync($"{path}/live")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await owner.GetAsync("/api/conversations/main%2Fdm%2Fnobody/live")).Status.ShouldBe(HttpStatusCode.NotFound);
        var watch = lab.Run.Gateway.ShouldNotBeNull().Watch;
        var looks = Enumerable.Range(0, TalkWatch.Most).Select(_ => watch.Join("elsewhere").ShouldNotBeNull()).ToList();
        (await owner.GetAsync($"{path}/live")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        looks[0].Dispose();
        using var stream = await LookAsync(lab, owner, path);
        await stream.EventAsync("conversation");
    }

    [Fact]
    public async Task Who_left_makes_room_and_a_stop_ends_those_who_look()
    {
        var lab = await StartAsync();
        var owner = await lab.SignedInByTokenAsync();
        var path = await BeginAsync(lab, owner);
        var watch = lab.Run.Gateway.ShouldNotBeNull().Watch;
        using (var gone = await LookAsync(lab, owner, path)) await gone.EventAsync("conversation");
        await Waiting.Until(() =>
        {
            var looks = Enumerable.Range(0, TalkWatch.Most).Select(_ => watch.Join("elsewhere")).ToList();
            foreach (var look in looks) look?.Dispose();
            return Task.FromResult(looks.TrueForAll(look => look is not null));
        });
        using var stays = await LookAsync(lab, owner, path);
        await stays.EventAsync("conversation");
        await lab.DisposeAsync();
        await stays.EndAsync();
    }

    [Fact]
    public async Task While_nothing_happens_a_sign_of_life_comes_every_fifteen_seconds()
    {
        using var home = new TempHome();
        var time = new ManualTimeProvider();
        var sessions = new SessionBook(home.Path, "token", new ConsoleLog(NullLogger<ConsoleLog>.Instance), time);
        var stream = new EventStream(() => null, new LiveStreams(sessions, () => null, time), time, CancellationToken.None);
        using var body = new MemoryStream();
        using var gone = new CancellationTokenSource();
        var http = new DefaultHttpContext { RequestAborted = gone.Token };
        http.Request.Headers.Authorization = "Bearer token";
        http.Features.Set(Caller.OfToken);
        http.Response.Body = body;
        var asked = 0;
        var running = stream.RunAsync(
            http, (_, _) => Task.FromResult<IReadOnlyList<FeedEvent>?>(asked++ == 0 ? [new FeedEvent("first", "1")] : []),
            ct => new TaskCompletionSource<bool>().Task.WaitAsync(ct));
        await Waiting.Until(() =>
        {
            time.Advance(TimeSpan.FromSeconds(15));
            return Task.FromResult(Encoding.UTF8.GetString(body.ToArray()).Contains(": alive\n\n: alive\n\n", StringComparison.Ordinal));
        });
        await gone.CancelAsync();
        await running;
        Encoding.UTF8.GetString(body.ToArray()).ShouldStartWith("event: first\ndata: 1\n\n: alive\n\n");
        asked.ShouldBe(1, "nothing is looked up only to say that nothing happened");
    }

    private static async Task<ConsoleLab> StartAsync()
    {
        var lab = await ConsoleLab.StartAsync();
        await lab.DingTalk.World.WaitForConnectionsAsync(1, Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);
        lab.DingTalk.World.AddPerson(Person, "小周");
        return lab;
    }

    /// <summary>Something was said and answered there.</summary>
    /// <returns>The conversation's route.</returns>
    private static async Task<string> BeginAsync(ConsoleLab lab, Browser browser)
    {
        await lab.DingTalk.World.SayAsync(new Speech(Person, "hello"), Ct);
        string? key = null;
        await Waiting.Until(async () =>
        {
            var talks = (await browser.GetAsync("/api/conversations")).Json.GetProperty("conversations");
            key = talks.EnumerateArray().Where(talk => talk.GetProperty("entries").GetInt64() == 2).Select(talk => talk.GetProperty("key").GetString()).FirstOrDefault();
            return key is not null && lab.Run.Gateway!.InWork(key) == 0;
        });
        return $"/api/conversations/{Uri.EscapeDataString(key!)}";
    }

    private static async Task<Stream> LookAsync(ConsoleLab lab, Browser browser, string path)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(lab.Address, $"{path}/live"));
        request.Headers.Add("Cookie", browser.Cookies.GetCookieHeader(lab.Address));
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType).ShouldBe((HttpStatusCode.OK, "text/event-stream"));
        return new Stream(http, new StreamReader(await answer.Content.ReadAsStreamAsync(Ct)));
    }

    private sealed class Stream(HttpClient http, StreamReader lines) : IDisposable
    {
        private readonly StringBuilder _heard = new();

        public string Heard => _heard.ToString();

        public async Task<JsonElement> EventAsync(string name, Func<JsonElement, bool>? fits = null)
        {
            while (true)
            {
                if (await LineAsync() != $"event: {name}") continue;
                var data = JsonElement.Parse((await LineAsync())["data: ".Length..]);
                if (fits is null || fits(data)) return data;
            }
        }

        public async Task EndAsync()
        {
            try
            {
                while (await lines.ReadLineAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ct) is not null) { }
            }
            catch (IOException)
            {
                // Cut off is an end, too.
            }
        }

        public void Dispose()
        {
            lines.Dispose();
            http.Dispose();
        }

        private async Task<string> LineAsync()
        {
            var line = await lines.ReadLineAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ct) ?? throw new EndOfStreamException($"It ended after: {_heard}");
            _heard.AppendLine(line);
            return line;
        }
    }
}
