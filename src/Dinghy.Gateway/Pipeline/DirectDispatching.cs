using Dinghy.Gateway.Access;
using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools.Organisation;

namespace Dinghy.Gateway.Pipeline;

/// <summary>The same where no gateway runs: each call is made now, and what DingTalk does not take now is not sent later. It is kept what was sent, so that it can be taken back.</summary>
/// <param name="store">Held, so that no gateway starts meanwhile.</param>
/// <param name="roads">Of an account.</param>
/// <param name="robots">Under which name its things are kept.</param>
/// <param name="time">The clock.</param>
internal sealed class DirectDispatching(IDispatchStore store, Func<string, AccountRoads> roads, RobotBook robots, TimeProvider time)
{
    private const int Attempts = 3;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    public async Task<Dispatch> SendAsync(SendOrder order, CancellationToken ct)
    {
        var dispatch = Dispatching.Of(order, Dispatching.KeepOf(robots, order.Account), _ => null);
        var kept = await store.AddDispatchAsync(dispatch, time.GetUtcNow(), ct);
        var text = new ReplyText(order.Text, order.Account.Reply, new ReplyExtras { Plain = order.Plain });
        foreach (var (at, part) in dispatch.Parts.Index())
        {
            var sent = await SendAsync(roads(order.Account.Id), new ReplyTarget(part.People, part.Group), text, order.Text.Length, ct);
            var state = sent.Kind switch { SendKind.Delivered => DispatchState.Delivered, SendKind.Refused => DispatchState.Refused, _ => DispatchState.InDoubt };
            await store.EndDispatchPartAsync(kept.Id, at + 1, state, sent.Receipt, sent.Error, CancellationToken.None);
        }

        return (await store.FindDispatchAsync(kept.Id, CancellationToken.None))!;
    }

    /// <summary>A long text in several messages; the first that fails ends it.</summary>
    private async Task<SendResult> SendAsync(AccountRoads road, ReplyTarget target, ReplyText text, int length, CancellationToken ct)
    {
        var (last, receipts) = (SendResult.Delivered(receipt: null), new List<string>());
        for (var (done, parts) = (0, 0); done < length;)
        {
            var part = text.Cut(Road.OpenApi, done, parts, doubts: 0);
            last = await TryAsync(road, target, text, part, ct);
            if (last.Kind != SendKind.Delivered) return last with { Receipt = Joined(receipts) };
            if (last.Receipt is { } receipt) receipts.Add(receipt);
            (done, parts) = (part.Start + part.Length, part.Number);
        }

        return last with { Receipt = Joined(receipts) };
    }

    /// <summary>No receipt of DingTalk's holds a blank.</summary>
    private static string? Joined(List<string> receipts) => receipts.Count == 0 ? null : string.Join(' ', receipts);

    private async Task<SendResult> TryAsync(AccountRoads road, ReplyTarget target, ReplyText text, Part part, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var sent = await road.SendToAsync(target, text.Message(part), ct);
            if (sent is not { Kind: SendKind.Refused, Wait: { } wait } || wait > s_longest || attempt == Attempts) return sent;
            await Task.Delay(wait, time, ct);
        }
    }
}
