using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Storage;

/// <summary>What every store owes the gateway. One subclass a store runs all of it.</summary>
public abstract partial class StoreCompliance : IAsyncLifetime
{
    private protected static readonly DateTimeOffset T0 = Said.At;

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected IGatewayStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the same store again and again: what one closed, the next finds.</summary>
    private protected abstract ValueTask<IGatewayStore> OpenAsync();

    private protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = await OpenAsync();
    }

    private protected async Task<Turn> AddAsync(string id = "msg-1", DateTimeOffset? at = null, string conversation = "main/dm/staff-1") =>
        (await Store.AddTurnAsync((new Said { Id = id }).NewTurn(conversation: conversation, at: at), null, Ct)).ShouldNotBeNull();

    private protected async Task<(long Reply, long Part)> AnswerAsync(Turn turn, string text = "an answer", Part? first = null, TurnOutcome? closes = null, bool note = false)
    {
        var added = await Store.AddReplyAsync(new NewReply(turn.Id, text, note ? null : closes ?? TurnOutcome.Answered, []), first, T0, Ct);
        return (added.ReplyId, added.PartId);
    }

    private protected async Task<IReadOnlyList<long>> OpenTurnIdsAsync() => [.. (await Store.ResumeTurnsAsync(Ct)).Select(turn => turn.Id)];
}
