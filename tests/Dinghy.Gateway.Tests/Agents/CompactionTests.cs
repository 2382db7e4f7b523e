using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Commands;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Tests.Agents;

/// <summary>A conversation that outgrows its model becomes a summary by itself, and loses nothing that matters by it.</summary>
public sealed class CompactionTests
{
    private const string Memory = "main/dm/staff-1";

    /// <summary>Of 2,000 tokens: eleven of them and their answers pass six tenths of the window.</summary>
    private static readonly string s_filler = string.Concat(Enumerable.Repeat("今天天气不错我们继续聊聊", 222));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Facts_that_were_told_early_are_known_late_through_several_summaries()
    {
        var model = new FakeModel(Answering(summary: Honest));
        await using var rig = await CommandRig.StartAsync(model);
        await rig.AskAsync("合同编号是 PO-7781，交货日期 2026-12-05。");
        var summaries = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 40; i++)
        {
            await rig.AskAsync($"{s_filler}{i}");
            await rig.Rig.Compactor.QuietAsync();
            if ((await rig.SessionAsync()).Session.Summary is { } summary) summaries.Add(summary);
        }

        summaries.Count.ShouldBeGreaterThan(2);
        (await rig.AskAsync("which contract?")).ShouldBe("PO-7781 known, 2026-12-05 known");
        (await rig.Rig.Store.ReadAllHistoryAsync(Memory, 1_000, Ct)).Count.ShouldBe(84);
        (await rig.Rig.Store.ReadAllHistoryAsync(Memory, 1_000, Ct))[0].Text.ShouldContain("PO-7781");
    }

    [Fact]
    public async Task A_model_that_leaves_facts_out_of_its_summary_does_not_lose_them()
    {
        var model = new FakeModel(Answering(_ => "大家聊了天气，聊得很开心。"));
        await using var rig = await CommandRig.StartAsync(model);
        await rig.AskAsync("合同编号是 PO-7781，交货日期 2026-12-05。");
        for (var i = 0; i < 25; i++)
        {
            await rig.AskAsync(s_filler);
            await rig.Rig.Compactor.QuietAsync();
        }

        (await rig.SessionAsync()).Session.Summary.ShouldNotBeNull().ShouldContain("合同编号是 PO-7781");
        (await rig.AskAsync("which contract?")).ShouldBe("PO-7781 known, 2026-12-05 known");
    }

    [Theory]
    [InlineData("")]
    [InlineData("english")]
    [InlineData("longer")]
    [InlineData("fault")]
    public async Task A_summary_that_fails_leaves_all_as_it_was(string how)
    {
        var model = new FakeModel(Answering(said => how switch
        {
            "english" => "They talked about the weather at length and enjoyed it.",
            "longer" => said + said,
            "fault" => null,
            _ => "  ",
        }));
        await using var rig = await CommandRig.StartAsync(model);
        for (var i = 0; i < 14; i++)
        {
            await rig.AskAsync(s_filler);
            await rig.Rig.Compactor.QuietAsync();
        }

        (await rig.SessionAsync()).Session.ShouldBe(Session.First);
        (await rig.HistoryAsync()).Count.ShouldBe(28);
    }

    [Fact]
    public async Task What_is_said_while_a_summary_is_made_stays_whole_and_a_new_session_is_not_given_the_old_ones()
    {
        using var home = new TempHome();
        await using var store = Dinghy.Gateway.Storage.Sqlite.SqliteStore.Open(home.Path);
        var entries = Enumerable.Range(0, 10).Select(i => new HistoryEntry(Memory, i % 2 == 0 ? HistoryRole.Person : HistoryRole.Assistant, $"entry {i}", Said.At)).ToList();
        await store.ImportHistoryAsync(Memory, entries, Ct);
        var talk = await store.ReadTalkAsync(Memory, 0, 100, 1_000_000, Ct);
        var turn = (await store.AddTurnAsync(new Said().NewTurn(at: Said.At), null, Ct))!;
        await store.AddReplyAsync(new NewReply(turn.Id, "x", TurnOutcome.Answered, [new(Memory, HistoryRole.Person, "said meanwhile", Said.At)]), null, Said.At, Ct);

        (await store.CompactAsync(new Compaction(Memory, 0, 0, talk[^3].Id, "in short"), Said.At, Ct)).ShouldBeTrue();
        (await store.ReadTalkAsync(Memory, talk[^3].Id, 100, 1_000_000, Ct)).Select(entry => entry.Text).ShouldBe(["entry 8", "entry 9", "said meanwhile"]);
        (await store.CompactAsync(new Compaction(Memory, 0, 0, talk[^1].Id, "of the same state"), Said.At, Ct)).ShouldBeFalse();
        (await store.CompactAsync(new Compaction(Memory, 1, talk[^3].Id, talk[^1].Id, "of another session"), Said.At, Ct)).ShouldBeFalse();
        (await store.ReadSessionAsync(Memory, "main", "staff-1", Ct)).Session.Summary.ShouldBe("in short");
    }

    [Fact]
    public async Task Between_two_answers_the_beginning_of_the_request_stays_the_same()
    {
        var model = FakeModel.Echo();
        await using var rig = await CommandRig.StartAsync(model);
        for (var i = 0; i < 60; i++) await rig.AskAsync($"question {i}");
        var requests = new List<IReadOnlyList<ChatMessage>>();
        for (var i = 0; i < 60; i++) requests.Add(await model.AskedAsync());
        foreach (var (before, after) in requests.Zip(requests.Skip(1)))
            after.Take(before.Count).Select(message => (message.Role, message.Text)).ShouldBe(before.Select(message => (message.Role, message.Text)));
    }

    [Theory]
    [InlineData("合同 PO-7781 共 1,200 元", "PO-7781，1200 元", "")]
    [InlineData("call 010-1234 at 09:30 or a@b.cn", "call them", "010-1234, 09:30, a@b.cn")]
    [InlineData("版本 v2 和 SKU 88", "v2", "SKU, 88")]
    public void Facts_are_found_by_their_form(string said, string summary, string missing) =>
        string.Join(", ", SummaryFacts.Missing(said, summary)).ShouldBe(missing);

    [Fact]
    public void Tokens_are_guessed_by_letters_and_corrected_by_what_a_provider_counts()
    {
        var scale = new TokenScale();
        var (chinese, english) = (TokenScale.Guess(new string('船', 1000)), TokenScale.Guess(new string('b', 4000)));
        (chinese, english).ShouldBe((751, 1121));
        scale.For("m", 1000).ShouldBe(1000);
        for (var i = 0; i < 20; i++) scale.Learn("m", 2000, 3000);
        scale.For("m", 1000).ShouldBeInRange(1490, 1500);
        scale.For("other", 1000).ShouldBe(1000);
        scale.Learn("short", 20, 4000);
        scale.For("short", 1000).ShouldBe(1000);
    }

    /// <summary>Answers from what it was sent, and makes summaries as it is told; null: it fails.</summary>
    private static Func<IReadOnlyList<ChatMessage>, CancellationToken, IAsyncEnumerable<AIContent>> Answering(Func<string, string?> summary) => (request, ct) =>
    {
        if (request[0].Text.Contains("You keep the memory", StringComparison.Ordinal))
            return summary(request[1].Text) is { } made ? FakeModel.Whole(made)(request, ct) : FakeModel.Breaking(ModelFault.Unreachable)(request, ct);
        if (!request[^1].Text.Contains("which contract", StringComparison.Ordinal)) return FakeModel.Whole("好的")(request, ct);
        var read = string.Join('\n', request.SkipLast(1).Select(message => message.Text));
        return FakeModel.Whole(string.Join(", ", new[] { "PO-7781", "2026-12-05" }.Select(fact => $"{fact} {(read.Contains(fact, StringComparison.Ordinal) ? "known" : "forgotten")}")))(request, ct);
    };

    /// <summary>Keeps what has digits in it.</summary>
    private static string Honest(string said) => $"摘要：聊了天气。{string.Join('，', SummaryFacts.In(said))}";
}
