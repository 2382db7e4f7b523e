using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Storage;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Files_of_a_turn_are_found_again_by_number()
    {
        var (turn, other) = (await AddAsync("one"), await AddAsync("two"));
        var second = new StoredAttachment(turn.Id, 2, "b", null, 0, null, "expired");
        var first = new StoredAttachment(turn.Id, 1, "报告.docx", "2026-11/1-1-报告.docx", 4_000_000_000, "text/plain", null);
        foreach (var file in new[] { second, first, first with { TurnId = other.Id } }) await Store.PutAttachmentAsync(file, Ct);
        await ReopenAsync();
        (await Store.ReadAttachmentsAsync(turn.Id, Ct)).ShouldBe([first, second]);
        (await Store.ReadAttachmentsAsync(77, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_known_of_a_file_is_replaced_not_added()
    {
        var turn = await AddAsync();
        await Store.PutAttachmentAsync(new(turn.Id, 1, "a", "p", 1, "text/plain", null), Ct);
        var known = new StoredAttachment(turn.Id, 1, "b", null, 2, null, "damaged");
        await Store.PutAttachmentAsync(known, Ct);
        (await Store.ReadAttachmentsAsync(turn.Id, Ct)).ShouldBe([known]);
    }

    [Fact]
    public async Task Files_leave_the_store_with_their_turn()
    {
        var turn = await AddAsync();
        await Store.PutAttachmentAsync(new(turn.Id, 1, "a", "p", 1, "text/plain", null), Ct);
        await Store.CloseTurnAsync(turn.Id, TurnOutcome.Answered, T0, Ct);
        (await Store.PruneAsync(T0.AddDays(1), 10, Ct)).ShouldBe(1);
        (await Store.ReadAttachmentsAsync(turn.Id, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Turns_run_until_they_are_closed()
    {
        var (open, replying, closed) = (await AddAsync("one"), await AddAsync("two"), await AddAsync("three"));
        await AnswerAsync(replying);
        await Store.CloseTurnAsync(closed.Id, TurnOutcome.Answered, T0, Ct);
        (await Store.RunningTurnsAsync(Ct)).ShouldBe([open.Id, replying.Id], ignoreOrder: true);
    }
}
