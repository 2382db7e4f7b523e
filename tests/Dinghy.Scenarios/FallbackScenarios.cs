using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>Two models: whatever the first does, the person gets one whole answer of the second.</summary>
public sealed class FallbackScenarios
{
    private const string Half = "The first half of an answer that never got its second";

    [Theory]
    [InlineData("401")]
    [InlineData("402")]
    [InlineData("429")]
    [InlineData("filtered")]
    [InlineData("html")]
    [InlineData("hang")]
    [InlineData("cut")]
    [InlineData("silent after half")]
    public async Task What_the_first_model_can_not_do_the_second_does_once_and_whole(string fault)
    {
        await using var second = await ScriptedModelServer.StartAsync();
        second.Otherwise = ModelBehaviour.Echo((text, _) => $"second: {text}");
        await using var lab = await StartAsync(second);
        lab.Model.Otherwise = Behaviour(fault);
        var said = await lab.SayAsync("user002", "are you there?");

        (await lab.OutcomeAsync(said)).ShouldBe("answered");
        (await lab.AnswersAsync(said, 1)).ShouldHaveSingleItem().Text.ShouldBe("second: are you there?");
        lab.World.BotMessages().ShouldNotContain(message => message.Text.Contains(Half));
        lab.World.BotMessages().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Who_answers_meanwhile_is_told_in_chat_and_on_the_terminal()
    {
        await using var second = await ScriptedModelServer.StartAsync();
        await using var lab = await StartAsync(second);
        lab.Model.Otherwise = Behaviour("402");
        await lab.AskAsync("user002", "hello");

        (await lab.AskAsync("user002", "/status")).Text.ShouldContain("`second/scripted-2` answers meanwhile");
        (await lab.AskAsync("user002", "/models")).Text.ShouldContain("out of allowance; used again in");
        var (code, output, _) = await ChildProgram.RunAsync(lab.Home, ["models", "status", "--home", lab.Home]);
        code.ShouldBe(0);
        output.ShouldContain(": billing]");
        output.ShouldContain("Asked now: second/scripted-2");
    }

    [Fact]
    public async Task When_neither_can_answer_there_is_one_sentence()
    {
        await using var second = await ScriptedModelServer.StartAsync();
        await using var lab = await StartAsync(second);
        (lab.Model.Otherwise, second.Otherwise) = (Behaviour("401"), Behaviour("filtered"));
        var said = await lab.SayAsync("manager75", "你好");

        (await lab.OutcomeAsync(said)).ShouldBe("failed:filtered");
        (await lab.AnswersAsync(said, 1)).ShouldHaveSingleItem().Text.ShouldContain("内容审核");
    }

    [Fact]
    public async Task A_live_test_tells_the_time_to_the_first_token_and_what_the_model_can_do()
    {
        await using var second = await ScriptedModelServer.StartAsync();
        await using var lab = await StartAsync(second);
        lab.Model.Enqueue(ModelBehaviour.Answer("OK"), ModelBehaviour.CallTool("report_number", """{"number":7}"""));
        second.Otherwise = Behaviour("401");
        var (code, output, _) = await ChildProgram.RunAsync(lab.Home, ["models", "test", "--home", lab.Home, "--json"]);

        code.ShouldBe(1);
        var probes = JsonNode.Parse(output)!.AsArray();
        (probes[0]!["ok"]!.GetValue<bool>(), probes[0]!["tools"]!.GetValue<bool>()).ShouldBe((true, true));
        probes[0]!["first_token_ms"]!.GetValue<double>().ShouldBeGreaterThan(0);
        (probes[1]!["ok"]!.GetValue<bool>(), probes[1]!["fault"]!.GetValue<string>()).ShouldBe((false, "credentials"));
    }

    private static ModelBehaviour Behaviour(string fault) => fault switch
    {
        "401" => ModelBehaviour.Status(401, """{"error":{"message":"bad key","code":"invalid_api_key"}}"""),
        "402" => ModelBehaviour.Status(402, """{"error":{"message":"Insufficient Balance"}}"""),
        "429" => ModelBehaviour.Status(429, """{"error":{"message":"slow down"}}"""),
        "filtered" => ModelBehaviour.Status(400, """{"error":{"code":"data_inspection_failed","message":"no"}}"""),
        "html" => ModelBehaviour.Html(),
        "hang" => ModelBehaviour.Hang(),
        "cut" => ModelBehaviour.Cut(Half),
        "silent after half" => ModelBehaviour.Hang(Half),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No such fault."),
    };

    private static Task<TestLab> StartAsync(ScriptedModelServer second) => TestLab.StartAsync(new LabOptions
    {
        Config = LabOptions.Models(models =>
        {
            models["timeout_seconds"] = 3;
            models["fallbacks"] = new JsonArray("second/scripted-2");
            models["providers"]!["second"] = new JsonObject { ["type"] = "openai", ["base_url"] = second.BaseUrl.AbsoluteUri, ["api_key"] = "x" };
        }),
    });
}
