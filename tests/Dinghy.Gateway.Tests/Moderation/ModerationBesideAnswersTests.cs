using System.Text.RegularExpressions;
using Dinghy.DingTalk.Media;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Moderation;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Commands;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Moderation;

/// <summary>What people read that is not the words of an agent: the same rules hold.</summary>
public sealed partial class ModerationBesideAnswersTests
{
    private static readonly ModerationConfig s_rules = new() { Words = ["secret word"] };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("the secret word", "pay has run. Its result is not shown: it was stopped by the rules for content.")]
    [InlineData("PAID", "pay has run, but the model does not respond now. Its result:\n```\nPAID\n```")]
    public async Task The_result_of_an_allowed_call_is_looked_at_where_no_model_stands_between(string result, string told)
    {
        var tool = new FakeTool("pay", result) { Terms = new ToolTerms(ToolPolicy.Ask) };
        var model = new FakeModel(FakeModel.Bringing(FakeModel.Call("pay")), FakeModel.Whole("asking"), FakeModel.Breaking(ModelFault.Credentials));
        await using var rig = await CommandRig.StartAsync(model, config => config with { Moderation = s_rules }, tools: tool);
        (await rig.AskAsync($"/approve {Code(await rig.AskAsync("pay"))}")).ShouldBe(told);
        rig.Rig.DingTalk.Texts.ShouldNotContain("secret");
        tool.Calls.ShouldBe(1);
    }

    [Theory]
    [InlineData("secret word.pdf", false)]
    [InlineData("paid.pdf", true)]
    public async Task The_file_of_an_allowed_call_is_looked_at_too_and_stays_when_the_model_begins_anew(string name, bool sent)
    {
        var tool = new FakeTool("pay", (_, _) => Task.FromResult(new ToolResult("PAID") { File = new FileOffer("", name, MediaKind.File, null, null) { Text = "PAID" } })) { Terms = new ToolTerms(ToolPolicy.Ask) };
        var model = new FakeModel(FakeModel.Bringing(FakeModel.Call("pay")), FakeModel.Whole("asking"), FakeModel.Breaking(ModelFault.Unreachable, "It "), FakeModel.Whole("It is paid."));
        await using var rig = await CommandRig.StartAsync(model, config => config with { Moderation = s_rules }, tools: tool);
        (await rig.AskAsync($"/approve {Code(await rig.AskAsync("pay"))}")).ShouldStartWith("It is paid.");
        if (sent) (await rig.Rig.DingTalk.NextAsync()).Text.ShouldEndWith(name);
        else (await rig.AskAsync("and then?")).ShouldBe("It is paid.", "no file came before it");
    }

    [Theory]
    [InlineData("staff-1", "failed:filtered")]
    [InlineData("", "answered")]
    public async Task The_text_of_a_schedule_is_looked_at_when_it_is_said_unless_the_operator_made_it(string owner, string outcome)
    {
        await using var rig = new PipelineRig(FakeModel.Echo(), change: config => config with { Language = "en", Moderation = s_rules }) { RunsSchedules = true };
        await rig.StartAsync();
        var wish = new ScheduleWish(SpecKind.At, "+1h", "the secret word") { IsText = true };
        var made = (await rig.Timekeeping.Desk.CreateAsync(wish, ScheduleTarget.Of("main", "staff-1") with { Owner = owner }, ScheduleViewer.Operator, Ct)).Schedule.ShouldNotBeNull();
        (await rig.Timekeeping.Runner.RunNowAsync(made, Ct)).ShouldBeTrue();
        await Waiting.Until(async () => await rig.Store.ReadRunsAsync(made.Id, 1, Ct) is [{ Outcome: not null }]);
        (await rig.Store.ReadRunsAsync(made.Id, 1, Ct)).ShouldHaveSingleItem().Outcome.ShouldBe(outcome);
        if (owner.Length > 0) rig.DingTalk.Texts.ShouldNotContain("secret");
    }

    [Fact]
    public async Task What_we_add_below_an_answer_stays_below_it_and_by_itself()
    {
        var moderator = new Moderator(s_rules, new HttpClient(), new ModerationLog(NullLogger<ModerationLog>.Instance), TimeProvider.System, text => text);
        var shown = await ModeratedAnswer.Of(moderator, AgentRig.Context(), Answer("[a.md]"), Ct).ToListAsync(Ct);
        var addendum = shown[^2].ShouldBeOfType<AgentUpdate.Text>();
        (addendum.Delta, addendum.IsAddendum).ShouldBe(("[a.md]", true));
        string.Concat(shown.OfType<AgentUpdate.Text>().Where(text => !text.IsAddendum).Select(text => text.Delta)).ShouldBe("all is well");
        (await ModeratedAnswer.Of(moderator, AgentRig.Context(), Answer("[secret word.md]"), Ct).ToListAsync(Ct))[^1].ShouldBeOfType<AgentUpdate.Failed>();

        static async IAsyncEnumerable<AgentUpdate> Answer(string below)
        {
            await Task.CompletedTask;
            yield return new AgentUpdate.Text("all is well");
            yield return new AgentUpdate.Text(below) { IsAddendum = true };
            yield return new AgentUpdate.Finished();
        }
    }

    private static string Code(string asked) => Codes().Match(asked).Groups[1].Value;

    [GeneratedRegex(@"/approve (\d{6})")]
    private static partial Regex Codes();
}
