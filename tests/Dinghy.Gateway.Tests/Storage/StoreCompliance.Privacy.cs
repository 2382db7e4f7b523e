using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Storage;

public abstract partial class StoreCompliance
{
    private static PersonRecord Ann { get; } = new(["main"], "ann", place => place == "main/dm/ann");

    [Fact]
    public async Task Of_a_person_all_rows_are_read_and_of_others_none()
    {
        await SaidByAsync("ann", "main/dm/ann");
        await SaidByAsync("ann", Shared);
        await SaidByAsync("bob", Shared);
        var tables = await Store.ReadPersonAsync(Ann, Ct);
        tables.ToDictionary(table => table.Name, table => table.Rows.Count).Where(table => table.Value > 0)
            .ShouldBe([KeyValuePair.Create("messages", 2), KeyValuePair.Create("answers", 2), KeyValuePair.Create("memory_of_talks", 4)]);
        tables.SelectMany(table => table.Rows).SelectMany(row => row).OfType<string>().ShouldAllBe(cell => !cell.Contains("bob", StringComparison.Ordinal) && !cell.Contains("s3cr3t", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_erased_person_leaves_ids_and_an_entry_of_the_audit_and_a_repeat_finds_nothing_more()
    {
        await SaidByAsync("ann", "main/dm/ann");
        await SaidByAsync("ann", Shared);
        await SaidByAsync("bob", Shared);
        var erased = await Store.ErasePersonAsync(Ann, except: 0, "cli", T0, Ct);
        (erased.Messages, erased.Lines, erased.Turns.Count, erased.Unnamed).ShouldBe((2, 4, 2, 0));
        (await Store.ReadAllHistoryAsync(Shared, 10, Ct)).Select(entry => entry.Text).ShouldBe(["words of bob", "answer to bob"]);
        (await Store.AddTurnAsync(MessageOf("ann", Shared).NewTurn(conversation: Shared), null, Ct)).ShouldBeNull("it was seen before");
        (await Store.ErasePersonAsync(Ann, except: 0, "cli", T0, Ct)).Messages.ShouldBe(0);
        var entry = (await Store.ReadAuditAsync(0, 10, Ct))[0];
        (entry.Kind, entry.Subject, entry.Actor, entry.Facts.Contains("\"messages\":\"2\"", StringComparison.Ordinal)).ShouldBe((AuditKinds.PrivacyErased, "ann", "cli", true));
    }

    [Fact]
    public async Task Lines_of_which_nobody_noted_whose_they_are_stay_and_are_counted()
    {
        await Store.ImportHistoryAsync(Shared, [new HistoryEntry(Shared, HistoryRole.Person, "moved words", T0)], Ct);
        (await Store.ErasePersonAsync(Ann, except: 0, "cli", T0, Ct)).Unnamed.ShouldBe(1);
        (await Store.ReadAllHistoryAsync(Shared, 10, Ct)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_open_in_a_copy_ends_and_what_had_ended_stays_as_it_was()
    {
        var done = await AddAsync("done");
        await EndAsync(done);
        await AddAsync("open");
        await AnswerAsync(await AddAsync("waits"));
        (await Store.EndCopiedAsync(T0, Ct)).ShouldBe(3, "two messages and an answer");
        (await Store.EndCopiedAsync(T0, Ct)).ShouldBe(0);
        (await OpenTurnIdsAsync()).ShouldBeEmpty();
        (await Store.OpenRepliesAsync(Ct)).ShouldBeEmpty();
        var outcomes = (await Store.CountAsync(Ct)).Outcomes;
        (outcomes["answered"], outcomes["cancelled:restored"]).ShouldBe((1, 2));
    }

    private const string Shared = "main/group/cid-shared==";

    private static Said MessageOf(string who, string talk) => new() { Id = $"{who}-{talk}", Staff = who, Nick = who, Text = $"words of {who}" };

    private async Task SaidByAsync(string who, string talk)
    {
        var turn = (await Store.AddTurnAsync(MessageOf(who, talk).NewTurn(conversation: talk), null, Ct))!;
        await Store.AddReplyAsync(
            new NewReply(turn.Id, $"answer to {who}", TurnOutcome.Answered,
                [new HistoryEntry(talk, HistoryRole.Person, $"words of {who}", T0), new HistoryEntry(talk, HistoryRole.Assistant, $"answer to {who}", T0)]), null, T0, Ct);
    }
}
