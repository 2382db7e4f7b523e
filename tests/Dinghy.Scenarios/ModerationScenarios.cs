using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>What may be asked and answered, and what models see of personal data, on the real program.</summary>
public sealed class ModerationScenarios
{
    [Fact]
    public async Task A_listed_phrase_stops_a_question_before_the_model_and_an_answer_before_any_of_it_is_shown()
    {
        await using var lab = await TestLab.StartAsync(CardLab.Options(config: all => all["moderation"] = JsonNode.Parse("""{ "word_files": ["stop.txt"] }""")) with { StartGateway = false });
        await File.WriteAllTextAsync(Path.Combine(lab.Home, "stop.txt"), "# ours\n秘密项目\nsecret word\n", TestContext.Current.CancellationToken);
        await lab.StartGatewayAsync();
        var said = await lab.SayAsync("user002", "说说秘\u200B密项目");
        (await lab.OutcomeAsync(said)).ShouldBe("failed:filtered");
        lab.Model.Requests.ShouldBeEmpty();

        using var gate = new SemaphoreSlim(0);
        lab.Model.Enqueue(ModelBehaviour.Answer("It begins like any answer, and then the secret word comes.", chunk: 4, gate: gate));
        said = await lab.SayAsync("user002", "tell me");
        gate.Release(9);
        await lab.CardAsync(card => card.Text.Contains("begins", StringComparison.Ordinal), "the beginning");
        gate.Release(100);
        (await lab.OutcomeAsync(said)).ShouldBe("failed:filtered");
        lab.TimesSeen("secret").ShouldBe(0);
    }

    [Fact]
    public async Task A_telephone_number_is_in_no_request_to_the_model_and_in_the_answer_again()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = all => all["moderation"] = JsonNode.Parse("""{ "mask": ["all"] }""") });
        var answer = await lab.AskAsync("user002", "我的电话是 13812345678，身份证 11010519491231002X，请重复");
        answer.Text.ShouldContain("13812345678");
        answer.Text.ShouldContain("11010519491231002X");
        await lab.AskAsync("user002", "再说一次");
        foreach (var request in lab.Model.Requests)
        {
            request.Text.ShouldNotContain("13812345678");
            request.Text.ShouldNotContain("11010519491231002X");
        }

        using var database = Database.Open(lab.DatabaseFile);
        string.Concat(database.Texts("SELECT text FROM history")).ShouldContain("13812345678");
    }
}
