using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>Buttons under answers: those of the configuration, and those the model offers; a press is the person's next message.</summary>
public sealed class ActionCardScenarios
{
    private const string ResponseFormat = """
        { "type": "dingtalk_action_card", "btn_orientation": "1", "buttons": [
          { "title": "查看审批", "action_url": "https://example.com/approval?id=1&x=%E4%B8%AD" }, { "title": "打开应用", "action_url": "dingtalk://dingtalkclient/page/link?url=x" } ] }
        """;

    private const string Choices = """{"question":"去哪里？","options":[{"label":"上海"},{"label":"北京","value":"我要去北京 & 天津"}]}""";

    [Fact]
    public async Task The_response_format_of_the_http_mode_page_stands_under_every_answer_unchanged()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = config => config["agents"] = Agent(ResponseFormat) });
        var answer = await lab.AskAsync("user002", "hello");

        answer.Kind.ShouldBe("actionCard");
        answer.Extras!.Horizontal.ShouldBeTrue();
        answer.Extras.Body.ShouldBe("echo(2): hello");
        answer.Extras.Buttons.ShouldBe(
            [new("查看审批", "https://example.com/approval?id=1&x=%E4%B8%AD"), new("打开应用", "dingtalk://dingtalkclient/page/link?url=x")]);
    }

    [Fact]
    public async Task A_choice_that_is_pressed_comes_back_as_the_persons_message()
    {
        await using var lab = await TestLab.StartAsync();
        lab.Model.Enqueue(ModelBehaviour.CallTool("offer_choices", Choices), ModelBehaviour.Answer("选一个目的地："));
        var said = await lab.SayAsync("user002", "订票");
        var offer = await lab.AnswerAsync(said);

        (offer.Kind, offer.Extras!.Buttons.Count, offer.Extras.Horizontal).ShouldBe(("actionCard", 2, false));
        offer.Extras.Body.ShouldBe("选一个目的地：\n\n去哪里？");
        var pressed = await lab.World.PressButtonAsync(offer.MsgId, "user002", "北京", TestContext.Current.CancellationToken);
        (await lab.AnswerAsync(pressed)).Text.ShouldEndWith("我要去北京 & 天津");
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
    }

    [Fact]
    public async Task Choices_without_a_word_of_the_model_ask_their_question()
    {
        await using var lab = await TestLab.StartAsync();
        lab.Model.Enqueue(ModelBehaviour.CallTool("offer_choices", Choices), ModelBehaviour.Answer(""));
        var offer = await lab.AskAsync("user002", "订票");
        (offer.Extras!.Body, offer.Extras.Buttons.Count).ShouldBe(("去哪里？", 2));
    }

    [Theory]
    [InlineData(2, "sampleActionCard2", 2)]
    [InlineData(5, "sampleActionCard5", 5)]
    [InlineData(7, "sampleActionCard5", 5)]
    public async Task Without_a_webhook_the_OpenAPI_carries_five_buttons_and_the_rest_as_links(int choices, string kind, int buttons)
    {
        await using var lab = await TestLab.StartAsync();
        lab.Faults.Set(new Fault(FaultKind.ExpireWebhook) { Times = 1 });
        var options = new JsonArray([.. Enumerable.Range(1, choices).Select(i => (JsonNode)new JsonObject { ["label"] = $"选项 {i}" })]);
        lab.Model.Enqueue(ModelBehaviour.CallTool("offer_choices", new JsonObject { ["question"] = "哪个？", ["options"] = options }.ToJsonString()), ModelBehaviour.Answer("哪个？"));
        var said = await lab.SayAsync("user002", "选");
        var offer = (await lab.BotMessagesAsync(1, message => message.Road == "oto", "the card"))[0];

        (offer.Kind, offer.Extras!.Buttons.Count).ShouldBe((kind, buttons));
        if (choices > 5) offer.Extras.Body.ShouldContain("[选项 7](dtmd://dingtalkclient/sendMessage?content=");
        (await lab.OutcomeAsync(said)).ShouldBe("answered");
    }

    [Fact]
    public async Task Buttons_stand_on_the_last_part_of_a_long_answer()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = config => config["agents"] = Agent(ResponseFormat) });
        var answer = LongText.Of(9_000);
        lab.Model.Otherwise = ModelBehaviour.Answer(answer, chunk: 1000);
        var parts = await lab.AnswersAsync(await lab.SayAsync("user002", "长"), 3);
        parts.Select(part => part.Kind).ShouldBe(["markdown", "markdown", "actionCard"]);
        parts.Take(2).ShouldAllBe(part => part.Extras == null);
    }

    [Fact]
    public async Task In_the_style_action_card_an_answer_is_one_even_without_buttons()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = LabOptions.Reply(reply => reply["style"] = "action_card") });
        var answer = await lab.AskAsync("user002", "hello");
        (answer.Kind, answer.Extras!.Body).ShouldBe(("actionCard", "echo(2): hello"));
        answer.Extras.Buttons.ShouldHaveSingleItem().Url.ShouldStartWith("dtmd://");
    }

    private static JsonObject Agent(string format) => new() { ["default"] = new JsonObject { ["response_format"] = JsonNode.Parse(format) } };
}
