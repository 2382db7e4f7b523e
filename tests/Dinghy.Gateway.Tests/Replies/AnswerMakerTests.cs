using Dinghy.DingTalk.Media;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Tests.Replies;

public sealed class AnswerMakerTests
{
    private static readonly ResponseFormatConfig s_agents = new() { Horizontal = true, Buttons = [new("A", "https://a.example/")] };
    private static readonly ResponseFormatConfig s_robots = new() { Buttons = [new("R", "https://r.example/")] };

    [Fact]
    public async Task The_models_choices_go_before_the_agents_buttons_and_those_before_the_robots()
    {
        var choices = new ChoiceOffer("", [new("X", "say x"), new("Y", "Y")]);
        (await MakeAsync(Draft("t") with { Choices = choices })).Extras.Buttons.ShouldBe([new("X", null, "say x"), new("Y", null, "Y")]);
        var agents = await MakeAsync(Draft("t"));
        (agents.Extras.Buttons.ShouldHaveSingleItem().Url, agents.Extras.HorizontalButtons).ShouldBe(("https://a.example/", true));
        var robots = await MakeAsync(Draft("t"), ofAgent: null);
        (robots.Extras.Buttons.ShouldHaveSingleItem().Url, robots.Extras.HorizontalButtons).ShouldBe(("https://r.example/", false));
    }

    [Fact]
    public async Task A_long_answer_is_a_kept_summary_with_the_buttons_and_a_file_that_closes_the_turn()
    {
        var summary = await MakeAsync(Draft(new string('字', 2_000)), reply: new ReplyConfig { FileAbove = 1_000 });
        (summary.Closes, summary.Extras.Kept, summary.Extras.Buttons.Count, summary.Remember.Count).ShouldBe((null, true, 1, 0));
        summary.Text.Length.ShouldBeLessThanOrEqualTo(LongAnswer.Longest);
        var whole = summary.Then.ShouldHaveSingleItem();
        (whole.Closes, whole.Extras.AsFile, whole.Text, whole.Remember.Count).ShouldBe((TurnOutcome.Answered, true, new string('字', 2_000), 2));
    }

    [Fact]
    public async Task To_a_person_without_a_staff_id_no_file_can_go_so_a_long_answer_is_said()
    {
        var said = new Said().Message() with { Sender = null };
        var reply = await MakeAsync(Draft(new string('字', 2_000)), reply: new ReplyConfig { FileAbove = 1_000 }, message: said);
        (reply.Closes, reply.Extras.AsFile, reply.Then.Count).ShouldBe((TurnOutcome.Answered, false, 0));
    }

    [Fact]
    public async Task Files_and_reasoning_follow_the_answer_and_do_not_close_the_turn()
    {
        var draft = Draft("t") with { Thoughts = " because ", Files = [new("/w/a.pdf", "a.pdf", MediaKind.File, null, null), new("/w/b.wav", "b.wav", MediaKind.Voice, "listen", TimeSpan.FromSeconds(2))] };
        var reply = await MakeAsync(draft, channel: "cid-thoughts");
        reply.Text.ShouldBe("t\n\nb.wav: listen");
        reply.Then.Select(then => (then.Closes, then.Extras.Kept)).ShouldAllBe(then => then.Closes == null && then.Kept);
        reply.Then[1].Extras.File.ShouldBe(new ReplyFile("/w/b.wav", "b.wav", "voice", 2_000) { Agent = "default" });
        (reply.Then[2].Extras.To, reply.Then[2].Text).ShouldBe(("cid-thoughts", "Reasoning · Ann: what?\n\nbecause"));
        reply.Text.ShouldNotContain("because");
    }

    [Fact]
    public async Task Buttons_or_files_without_a_word_get_a_sentence_and_nothing_at_all_is_nothing()
    {
        (await MakeAsync(Draft("") with { Choices = new ChoiceOffer("Which?", [new("X", "X"), new("Y", "Y")]) })).Text.ShouldBe("Which?");
        (await MakeAsync(Draft(" ") with { Choices = new ChoiceOffer("", [new("X", "X"), new("Y", "Y")]) })).Text.ShouldBe("Please choose:");
        (await MakeAsync(Draft("") with { Files = [new("/w/a.pdf", "a.pdf", MediaKind.File, null, null)] })).Text.ShouldBe("Here is the file.");
        (await Maker(null, Accounts.Main).MakeAsync(Context(new Said().Message()), Draft(" \n"), new AgentUpdate.Finished(), TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Theory]
    [InlineData("你好", true, true)]
    [InlineData("hello", true, false)]
    [InlineData("你好", false, false)]
    public async Task Chinese_answers_are_labelled_where_that_is_on(string text, bool on, bool labelled) =>
        ((await MakeAsync(Draft(text), reply: new ReplyConfig { AiLabel = on })).Extras.Footer is not null).ShouldBe(labelled);

    [Fact]
    public async Task The_asker_is_mentioned_in_groups_only()
    {
        var group = new Said().Message() with { Kind = ConversationKind.Group };
        var asks = new ReplyConfig { MentionAsker = true };
        (await MakeAsync(Draft("t"), reply: asks, message: group)).Extras.Mention.ShouldBe(group.Sender!.Value.Value);
        (await MakeAsync(Draft("t"), reply: asks)).Extras.Mention.ShouldBeNull();
    }

    private static async Task<NewReply> MakeAsync(
        AnswerDraft draft, ReplyConfig? reply = null, string? channel = null, RobotMessage? message = null, bool? ofAgent = true) =>
        (await Maker(ofAgent is null ? null : s_agents, Accounts.Main with { Reply = reply ?? new(), ResponseFormat = s_robots, ReasoningChannelId = channel })
            .MakeAsync(Context(message ?? new Said().Message()), draft, new AgentUpdate.Finished(), TestContext.Current.CancellationToken)).ShouldNotBeNull();

    private static AnswerMaker Maker(ResponseFormatConfig? agent, AccountConfig account) =>
        new(new ReplyFormats([account], null, new AgentsConfig { Default = new() { ResponseFormat = agent } }), new Roster(), pictures: null, new ManualTimeProvider(Said.At));

    private static AnswerDraft Draft(string text) => new(1, text, "", [], null, []);

    private static TurnContext Context(RobotMessage message)
    {
        var turn = new Turn { Id = 1, Account = "main", MessageId = new("m"), Conversation = "c", ReceivedAt = Said.At, Message = message };
        return new TurnContext(turn, "what?", [], Language.English);
    }
}
