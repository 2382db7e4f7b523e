using Dinghy.ConsoleTests.Lab;
using Microsoft.Playwright;

namespace Dinghy.ConsoleTests.Screens;

/// <summary>Conversations, turns, what did not arrive, and votes, as they came about in the emulated DingTalk.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class TalkScreenTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_transcript_shows_what_was_said_as_text_and_what_comes_as_it_comes()
    {
        console.Lab.World.AddPerson("user042", "沙僧");
        console.Lab.Model.Enqueue(ModelBehaviour.Answer("<i>第一句</i>"));
        await console.Lab.AskAsync("user042", "<b>你好</b>");
        var screen = await Screen.OpenAsync(console);
        await screen.GoAsync("conversations");
        await screen.Page.GetByRole(AriaRole.Link, new() { Name = "沙僧" }).ClickAsync();
        var log = screen.Page.GetByRole(AriaRole.Log);
        await Assertions.Expect(log.Locator("[data-from=person]").First).ToContainTextAsync("<b>你好</b>");
        await Assertions.Expect(log.Locator("[data-from=robot]").First).ToContainTextAsync("<i>第一句</i>");

        using var gate = new SemaphoreSlim(0);
        console.Lab.Model.Enqueue(ModelBehaviour.Answer("取到了真经。", chunk: 2, gate));
        await console.Lab.SayAsync("user042", "后来呢？");
        await Assertions.Expect(log.Locator("[data-working]")).ToContainTextAsync("机器人正在回复");
        gate.Release(10);
        await Assertions.Expect(log.Locator("[data-from=person]").Last).ToContainTextAsync("后来呢？");
        await Assertions.Expect(log.Locator("[data-from=robot]").Last).ToContainTextAsync("取到了真经。");
        await Assertions.Expect(log.Locator("[data-working]")).ToHaveCountAsync(0);
        await Assertions.Expect(log.Locator("[data-from]")).ToHaveCountAsync(4);
        screen.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_nothing_is_told_the_screen_asks_by_itself()
    {
        var screen = await Screen.OpenAsync(console, english: true);
        // A gateway before the stream, or a proxy that lets none through: neither can be had from this one.
        await screen.AnswerAsync($"/conversations/{Uri.EscapeDataString("main/dm/user002")}/live", "", 404);
        await console.Lab.AskAsync(ConsoleFixture.Auditor, "one");
        await screen.GoAsync("conversations/main%2Fdm%2Fuser002");
        var log = screen.Page.GetByRole(AriaRole.Log);
        await Assertions.Expect(log.Locator("[data-from=person]").Last).ToContainTextAsync("one");
        await console.Lab.AskAsync(ConsoleFixture.Auditor, "two, much later");
        await Assertions.Expect(log.Locator("[data-from=person]").Last).ToContainTextAsync("two, much later");
    }

    [Fact]
    public async Task A_conversation_is_taken_over_answered_handed_back_and_begun_anew()
    {
        var screen = await Screen.OpenAsync(console, ConsoleFixture.Operator, english: true);
        await screen.GoAsync($"conversations/{Uri.EscapeDataString($"main/dm/{Office.Employee}#hr")}");
        var log = screen.Page.GetByRole(AriaRole.Log);
        await Assertions.Expect(log).ToContainTextAsync("How many days of leave do I have?");
        await screen.Button("Take over").ClickAsync();
        await Assertions.Expect(screen.Page.GetByText("user001 answers in person")).ToBeVisibleAsync();
        var asked = await console.Lab.SayAsync(Office.Employee, "Is anybody there?");
        await Assertions.Expect(log.Locator("[data-from=person]").Last).ToContainTextAsync("Is anybody there?");
        (await console.Lab.OutcomeAsync(asked)).ShouldBe("ignored:human_takeover");

        await screen.Page.GetByLabel("Answer as the robot").FillAsync("Here I am.");
        await screen.Button("Send").ClickAsync();
        await console.Lab.BotMessagesAsync(1, message => message.Text.Contains("Here I am.", StringComparison.Ordinal), "what the person says as the robot");
        await Assertions.Expect(log.Locator("[data-from=robot]").Last).ToContainTextAsync("Here I am.");
        await screen.Button("Hand back").ClickAsync();
        await Assertions.Expect(screen.Button("Take over")).ToBeVisibleAsync();
        (await console.Lab.AskAsync(Office.Employee, "Are you the robot?")).Text.ShouldContain("Are you the robot?");

        await screen.Button("Reset").ClickAsync();
        await screen.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Reset" }).ClickAsync();
        await Assertions.Expect(screen.Page.Locator("[data-toast=success]").Last).ToContainTextAsync("It begins anew");
        await console.Lab.AskAsync(Office.Employee, "Do you remember me?");
        await Assertions.Expect(log).ToContainTextAsync("begun anew");
    }

    [Fact]
    public async Task What_is_told_while_an_older_answer_is_on_its_way_stays()
    {
        console.Lab.World.AddPerson("user043", "猪八戒");
        var screen = await Screen.OpenAsync(console, ConsoleFixture.Operator, english: true);
        await console.Lab.AskAsync("user043", "first");
        await screen.GoAsync("conversations/main%2Fdm%2Fuser043");
        var log = screen.Page.GetByRole(AriaRole.Log);
        await Assertions.Expect(log.Locator("[data-from=person]").Last).ToContainTextAsync("first");

        var read = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        await screen.DelayAsync($"/conversations/{Uri.EscapeDataString("main/dm/user043")}", read, gate.Task);
        await screen.Button("Take over").ClickAsync();
        await read.Task.WaitAsync(TestContext.Current.CancellationToken);
        await console.Lab.SayAsync("user043", "second");
        await Assertions.Expect(log.Locator("[data-from=person]").Last).ToContainTextAsync("second");
        // The list is read when the older answer has been taken in.
        await screen.Page.RunAndWaitForResponseAsync(() => { gate.SetResult(); return Task.CompletedTask; }, answer => new Uri(answer.Url).AbsolutePath == "/api/conversations");
        await Assertions.Expect(log.Locator("[data-from=person]").Last).ToContainTextAsync("second");
        await screen.Button("Hand back").ClickAsync();
        await Assertions.Expect(screen.Button("Take over")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_auditor_sees_that_somebody_spoke_and_changes_nothing()
    {
        var screen = await Screen.OpenAsync(console, ConsoleFixture.Auditor);
        await screen.GoAsync("conversations/main%2Fdm%2Fuser001");
        var log = screen.Page.GetByRole(AriaRole.Log);
        await Assertions.Expect(log).ToContainTextAsync("按您的角色，消息内容不显示");
        await Assertions.Expect(log.Locator("[data-from=person]").First).ToContainTextAsync("•••");
        await Assertions.Expect(log).Not.ToContainTextAsync("年假");
        await Assertions.Expect(screen.Button("人工接管")).ToHaveCountAsync(0);
        await Assertions.Expect(screen.Page.Locator("nav").GetByRole(AriaRole.Link, new() { Name = "日志" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_turns_way_is_a_timeline_and_what_arrived_is_not_sent_again()
    {
        var screen = await Screen.OpenAsync(console);
        await screen.GoAsync("turns");
        // Of what was refused nothing is kept that a trace could tell.
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Row, new() { Name = "未配对" }).First.Locator("a[href^='#/turns/']")).ToHaveCountAsync(0);
        await screen.Page.GetByRole(AriaRole.Link, new() { Name = $"{Office.FirstTurn}", Exact = true }).ClickAsync();
        await Assertions.Expect(screen.Page.Locator("[data-screen=trace] h1")).ToHaveTextAsync($"处理 #{Office.FirstTurn}");
        await Assertions.Expect(screen.Page.Locator("[data-moment=closed]")).ToContainTextAsync("已回复");
        var moments = await screen.Page.Locator("[data-moment]").EvaluateAllAsync<string[]>("all => all.map(one => one.dataset.moment)");
        moments.ShouldBe(["received", "policy", "route", "model", "tool", "model", "reply", "part", "closed"]);
        await screen.Button("显示").ClickAsync();
        await Assertions.Expect(screen.Page.Locator("pre")).ToContainTextAsync("年假还有几天");
        await screen.Button("重新发送").ClickAsync();
        await screen.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "重新发送" }).ClickAsync();
        await Assertions.Expect(screen.Page.Locator("[data-toast=error]")).ToContainTextAsync("没有需要重发的内容");
    }

    [Fact]
    public async Task What_did_not_arrive_is_sent_again_from_its_list()
    {
        await Letters.LoseAsync(console.Lab);
        var screen = await Screen.OpenAsync(console, english: true);
        var shown = await screen.GoAsync("dead");
        var newest = shown.Locator("li").First;
        await Assertions.Expect(newest).ToContainTextAsync("0 of");
        await Assertions.Expect(newest).ToContainTextAsync("openapi");
        var before = await shown.Locator("li").CountAsync();
        await newest.GetByRole(AriaRole.Button, new() { Name = "Resend" }).ClickAsync();
        await Assertions.Expect(screen.Page.Locator("[data-toast=success]")).ToContainTextAsync("It is being sent again");
        await Assertions.Expect(shown.Locator("li")).ToHaveCountAsync(before - 1);
        await console.Lab.BotMessagesAsync(1, message => message.ConversationId == console.Lab.World.PrivateConversation("left"), "the answer");
    }

    [Fact]
    public async Task Votes_lead_to_their_traces_and_to_a_file()
    {
        var screen = await Screen.OpenAsync(console, english: true);
        var shown = await screen.GoAsync("feedback");
        await Assertions.Expect(shown).ToContainTextAsync("50 %");
        await screen.Button("Not helpful").ClickAsync();
        await Assertions.Expect(shown.Locator("tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(shown.Locator("tbody tr")).ToContainTextAsync("That is not what I asked.");
        await screen.Button("Helpful").ClickAsync();
        await Assertions.Expect(shown.GetByRole(AriaRole.Link, new() { Name = $"#{Office.FirstTurn}", Exact = true })).ToHaveAttributeAsync("href", $"#/turns/{Office.FirstTurn}");
        var file = await screen.Page.RunAndWaitForDownloadAsync(() => shown.GetByRole(AriaRole.Link, new() { Name = "Export CSV" }).ClickAsync());
        (await File.ReadAllTextAsync(await file.PathAsync(), TestContext.Current.CancellationToken)).ShouldContain($",up,{Office.FirstTurn},main,default,");

        var auditor = await Screen.OpenAsync(console, ConsoleFixture.Auditor, english: true);
        var hidden = await auditor.GoAsync("feedback");
        await Assertions.Expect(hidden.Locator("tbody tr").First).ToContainTextAsync("Message texts are hidden from your role");
        await Assertions.Expect(hidden).Not.ToContainTextAsync("That is not what I asked.");
    }
}
