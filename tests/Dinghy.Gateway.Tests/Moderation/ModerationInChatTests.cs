using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Tests.Moderation;

/// <summary>Moderation through the whole pipeline.</summary>
public sealed class ModerationInChatTests
{
    private const string Sentence = "The question or the answer did not pass the content filter. Try putting it another way.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_that_is_stopped_asks_no_model_and_is_not_remembered()
    {
        var model = FakeModel.Echo();
        await using var rig = await StartAsync(model, new ModerationConfig { Words = ["forbidden thing"] });
        await rig.PushAsync(new Said { Text = "tell me of the ＦＯＲＢＩＤＤＥＮ thing" });
        (await rig.DingTalk.NextAsync()).Text.ShouldBe(Sentence);
        await rig.PushAsync(new Said { Id = "m2", Text = "tell me of the weather" });
        (await rig.DingTalk.NextAsync()).Text.ShouldBe("you said: tell me of the weather");
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["failed:filtered"] = 1, ["answered"] = 1 }, ignoreOrder: true);
        model.Calls.ShouldBe(1);
        (await rig.Store.ReadHistoryAsync("main/dm/staff-1", 10, Ct)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Of_an_answer_that_is_stopped_nothing_is_said_but_that_it_was()
    {
        await using var rig = await StartAsync(FakeModel.Saying("The sec", "ret wor", "d is sesame."), new ModerationConfig { Words = ["secret word"] });
        await rig.PushAsync(new Said { Text = "tell me" });
        (await rig.DingTalk.NextAsync()).Text.ShouldBe(Sentence);
        (await rig.OutcomesAsync())["failed:filtered"].ShouldBe(1);
        rig.DingTalk.Texts.ShouldNotContain("sesame");
        (await rig.Store.ReadHistoryAsync("main/dm/staff-1", 10, Ct)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("The sec<b></b>ret word is sesame.")]
    [InlineData("The sec<!-- x -->ret word is sesame.")]
    [InlineData("The &#115;ecret word is sesame.")]
    [InlineData("The secret&nbsp;word is sesame.")]
    public async Task A_phrase_that_only_its_writer_sees_cut_apart_is_found(string answer)
    {
        await using var rig = await StartAsync(FakeModel.Saying(answer), new ModerationConfig { Words = ["secret word"] });
        await rig.PushAsync(new Said { Text = "tell me" });
        (await rig.DingTalk.NextAsync()).Text.ShouldBe(Sentence);
        rig.DingTalk.Texts.ShouldNotContain("sesame");
    }

    [Fact]
    public async Task A_card_that_grows_never_shows_the_beginning_of_what_is_stopped()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var model = new FakeModel((_, _) => Slowly(gate.Task));
        await using var rig = await StartAsync(model, new ModerationConfig { Words = ["secret word"] }, CardTalk.Account with { Reply = CardTalk.Account.Reply with { Style = ReplyStyle.Card } });
        await rig.PushAsync(new Said { Text = "tell me" });
        (await rig.DingTalk.NextCardAsync()).Api.ShouldBe("create");
        while (!rig.DingTalk.Cards.Any(call => call.Text?.Contains("long", StringComparison.Ordinal) == true))
        {
            await Waiting.Until(() => rig.Time.ArmedTimers > 0);
            rig.Time.Advance(TimeSpan.FromMilliseconds(300));
            await Task.Yield();
        }

        gate.SetResult();
        await rig.OutcomesAsync();
        foreach (var call in rig.DingTalk.Cards)
        {
            (call.Text ?? "").ShouldNotContain("secret");
            (call["content"] ?? "").ShouldNotContain("secret");
        }

        rig.DingTalk.Cards.ShouldContain(call => call.IsError);

        static async IAsyncEnumerable<AIContent> Slowly(Task gate)
        {
            yield return new TextContent("A long beginning that may well be shown, and then the secret");
            await gate;
            yield return new TextContent(" word.");
        }
    }

    [Theory]
    [InlineData("of the secret word", null)]
    [InlineData("of the weather", "of the weather")]
    public async Task Of_a_message_that_joins_a_running_turn_the_model_reads_no_file_that_is_stopped(string text, string? read)
    {
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slow = new FakeTool("slow", async (_, _) =>
        {
            reached.TrySetResult();
            await go.Task;
            return new Gateway.Tools.ToolResult("done");
        });
        var model = new FakeModel(FakeModel.Bringing(FakeModel.Call("slow")), FakeModel.Whole("answered"));
        var steering = Accounts.Main with { Session = new SessionScopes { Queue = QueueMode.Steer } };
        await using var rig = await StartAsync(model, new ModerationConfig { Words = ["secret word"] }, steering, tools: [slow]);
        rig.Files = (turn, _) => Task.FromResult<IReadOnlyList<Attachment>>(
            turn.MessageId.Value == "m2" ? [new Attachment { Number = 1, Kind = AttachmentKind.Document, Name = "a.txt", Text = text }] : []);
        await rig.PushAsync(new Said { Text = "go" });
        await reached.Task.Within();
        await rig.PushAsync(new Said { Id = "m2", Text = "and this" });
        go.SetResult();
        (await rig.OutcomesAsync()).ShouldBe(new Dictionary<string, long> { ["answered"] = 1, ["answered:joined"] = 1 }, ignoreOrder: true);
        await model.AskedAsync();
        var joined = (await model.AskedAsync())[^1].Text;
        joined.ShouldContain(read ?? "stopped by the operator's rules for content");
        joined.ShouldNotContain("secret");
    }

    [Fact]
    public async Task What_a_tool_sends_and_what_buttons_say_is_looked_at_too()
    {
        var model = new FakeModel(
            FakeModel.Bringing(FakeModel.Call("send_message", ("text", "the secret word"))), FakeModel.Bringing(FakeModel.Call("offer_choices", ("question", "ok?"), ("options", new List<object?> { new Dictionary<string, object?> { ["label"] = "secret word" }, new Dictionary<string, object?> { ["label"] = "b" } }))),
            FakeModel.Whole("done"));
        await using var rig = await StartAsync(model, new ModerationConfig { Words = ["secret word"] }, workshop: true);
        await rig.PushAsync(new Said { Text = "go" });
        (await rig.DingTalk.NextAsync()).Text.ShouldBe(Sentence);
        await rig.OutcomesAsync();
        rig.DingTalk.Texts.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("""{"allow":true}""", HttpStatusCode.OK, true, "you said: hello")]
    [InlineData("""{"allow":false}""", HttpStatusCode.OK, true, Sentence)]
    [InlineData("""{"allow":false}""", HttpStatusCode.OK, false, Sentence)]
    [InlineData("{}", HttpStatusCode.OK, true, Sentence)]
    [InlineData("not json", HttpStatusCode.OK, false, "you said: hello")]
    [InlineData("", HttpStatusCode.BadGateway, true, Sentence)]
    [InlineData("", HttpStatusCode.BadGateway, false, "you said: hello")]
    public async Task The_hook_is_asked_about_questions_and_answers_and_its_failure_is_what_the_operator_says(string answer, HttpStatusCode status, bool blocks, string said)
    {
        using var hook = new HookServer((_, _) => Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(answer) }));
        await using var rig = await StartAsync(FakeModel.Echo(), new ModerationConfig { Hook = Hook(blocks) }, hook: hook);
        await rig.PushAsync(new Said { Text = "hello" });
        (await rig.DingTalk.NextAsync()).Text.ShouldBe(said);
        await rig.OutcomesAsync();
        hook.Asked[0]["kind"]!.GetValue<string>().ShouldBe("question");
        hook.Asked[0].ToJsonString().ShouldBe("""{"kind":"question","text":"hello","account":"main","agent":"default","person":"staff-1","chat":"private"}""");
        if (said != Sentence) hook.Asked[^1]["text"]!.GetValue<string>().ShouldBe("you said: hello");
    }

    [Fact]
    public async Task A_hook_that_never_answers_is_not_waited_for_longer_than_it_may_take()
    {
        using var hook = new HookServer(async (_, ct) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            throw new InvalidOperationException("Unreachable.");
        });
        await using var rig = await StartAsync(FakeModel.Echo(), new ModerationConfig { Hook = Hook(blocks: true) }, hook: hook);
        await rig.PushAsync(new Said { Text = "hello" });
        await Waiting.Until(() => hook.Asked.Count == 1);
        await Waiting.Until(() => rig.Time.UntilNextTimer <= TimeSpan.FromSeconds(3));
        rig.Time.Advance(TimeSpan.FromSeconds(3));
        (await rig.DingTalk.NextAsync()).Text.ShouldBe(Sentence);
        await rig.OutcomesAsync();
    }

    [Fact]
    public async Task Only_what_is_to_be_checked_is_and_a_pattern_shows_answers_when_they_are_whole()
    {
        var pattern = new Regex("tell", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
        await using var rig = await StartAsync(FakeModel.Saying("All ", "well."), new ModerationConfig { Patterns = [pattern], Questions = false });
        await rig.PushAsync(new Said { Text = "tell me" });
        (await rig.DingTalk.NextAsync()).Text.ShouldBe("All well.");
        await rig.OutcomesAsync();
    }

    [Fact]
    public async Task Personal_data_reaches_tools_people_and_the_memory_and_no_model()
    {
        var sent = "";
        var tool = new FakeTool("send", (input, _) =>
        {
            sent = input.Text("to") ?? "";
            return Task.FromResult(new Gateway.Tools.ToolResult("sent to 13912345678"));
        });
        var model = new FakeModel(
            (messages, _) => new AIContent[] { FakeModel.Call("send", ("to", Regex.Match(messages[^1].Text, "PHONEX[A-Z0-9]+").Value)) }.ToAsyncEnumerable(),
            (messages, _) => new AIContent[] { new TextContent($"Done: {messages[^1].Contents.OfType<FunctionResultContent>().Single().Result}") }.ToAsyncEnumerable(),
            FakeModel.Whole("later"));
        await using var rig = await StartAsync(model, new ModerationConfig { Mask = new HashSet<PersonalKind> { PersonalKind.Phone } }, tools: [tool]);
        await rig.PushAsync(new Said { Text = "write to 138 1234 5678" });
        (await rig.DingTalk.NextAsync()).Text.ShouldBe("Done: sent to 13912345678");
        sent.ShouldBe("138 1234 5678");
        await rig.PushAsync(new Said { Id = "m2", Text = "and now?" });
        (await rig.DingTalk.NextAsync()).Text.ShouldBe("later");
        await rig.OutcomesAsync();
        for (var i = 0; i < 3; i++)
        {
            var all = string.Concat((await model.AskedAsync()).SelectMany(message => message.Contents).Select(content => content switch
            {
                TextContent text => text.Text,
                FunctionResultContent result => $"{result.Result}",
                FunctionCallContent call => string.Concat(call.Arguments!.Values),
                _ => "",
            }));
            all.ShouldNotContain("1234");
        }

        (await rig.Store.ReadHistoryAsync("main/dm/staff-1", 10, Ct)).Select(entry => entry.Text).ShouldContain("write to 138 1234 5678");
    }

    private static ModerationHookConfig Hook(bool blocks) => new(new Uri("http://hook.example/check"), new Secret("t0k"), TimeSpan.FromSeconds(3), blocks);

    private static async Task<PipelineRig> StartAsync(
        IChatClient model, ModerationConfig moderation, AccountConfig? account = null, bool workshop = false, HttpMessageHandler? hook = null, IReadOnlyList<Gateway.Tools.ITool>? tools = null)
    {
        var rig = new PipelineRig(model, account: account, workshop: workshop, change: config => config with { Language = "en", Moderation = moderation }, tools: tools) { Hook = hook };
        await rig.StartAsync();
        return rig;
    }

    private sealed class HookServer(Func<JsonObject, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        private readonly List<JsonObject> _asked = [];

        public IReadOnlyList<JsonObject> Asked { get { lock (_asked) return [.. _asked]; } }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization!.ToString().ShouldBe("Bearer t0k");
            var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!.AsObject();
            lock (_asked) _asked.Add(body);
            return await answer(body, cancellationToken);
        }
    }
}
