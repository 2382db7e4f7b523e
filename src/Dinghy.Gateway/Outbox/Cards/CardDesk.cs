using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox.Cards;

/// <summary>The ledger of cards: which are open, which answer belongs into which, and that each is closed in the end.</summary>
internal sealed class CardDesk(ICardStore store, IReadOnlyDictionary<string, CardLine> lines, CardLog log, GatewayMetrics metrics, TimeProvider time,
    LastCall? lastCall = null) : IAsyncDisposable
{
    private static readonly TimeSpan s_parking = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<long, OpenCard> _open = new();
    private readonly CardCloser _closer = new(log, time);

    /// <summary>Ends what is waited for when the program stops.</summary>
    public LastCall LastCall { get; } = lastCall ?? new LastCall(time);

    /// <summary>Takes up what the last run left open: a turn that still answers goes on in its card, every other card is closed with a word.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        var left = await store.OpenCardsAsync(ct);
        if (left.Count > 0) log.Resumed(left.Count);
        foreach (var stored in left)
        {
            var card = new OpenCard(stored.OutTrackId, stored.Turn, stored.Language == "zh" ? Language.Chinese : Language.English) { Shown = stored.Shown, CarrierId = stored.CarrierId, Line = LineOf(stored) };
            if (stored.TurnEnded || !_open.TryAdd(stored.Turn.Id, card)) Close(card, CardEnd.Interrupted);
        }
    }

    /// <summary>A card for an answer that takes long; null: the answer goes without one.</summary>
    public CardStream? Stream(Turn turn, Saying.Draft draft)
    {
        if (lines.GetValueOrDefault(turn.Account) is not { MayOpen: true } line || line.SpaceOf(turn) is not { } space) return null;
        var card = _open.GetValueOrDefault(turn.Id) ?? new OpenCard(NewId(turn), turn, draft.Language) { Line = line };
        line = LineOf(card)!;
        return new CardStream(card, line, line.Face(card.Language)!, space, draft, this, log, time);
    }

    public TurnCard For(Turn turn, CancellationToken ct) => new(this, turn, ct);

    /// <summary>The reply, with the card that shows its turn at work.</summary>
    public NewReply With(NewReply reply) => (reply.Closes is not null || reply.Extras.Kept) && _open.TryGetValue(reply.TurnId, out var card)
        ? reply with { Extras = reply.Extras with { Card = card.OutTrackId } }
        : reply;

    /// <summary>The card is a road for this reply.</summary>
    public bool Carries(Reply reply) => reply is { PartsDone: 0, Extras: { AsFile: false, File: null } } && Find(reply) is not null;

    /// <summary>One attempt at the last frame. Repeats are the same frame.</summary>
    public async Task<SendResult> SendAsync(Reply reply, Part part, string text, CancellationToken ct)
    {
        if (Find(reply) is not { } card) return new SendResult(SendKind.Refused, null, "no_card", Hopeless: true);
        var (line, whole) = (LineOf(card)!, part.Start + part.Length == reply.Text.Length);
        return await new CardFinish(card, line, log).SendAsync(line.Face(card.Language)!.Final(reply, text, whole, card.Draft), part.Attempts, ct);
    }

    /// <summary>The last frame has arrived, and that is on disk. Should this not get there, the next start sees it from the part.</summary>
    public async Task ArrivedAsync(Reply reply)
    {
        if (Find(reply) is not { } card) return;
        try
        {
            await CloseAsync(card, CardState.Final, CancellationToken.None);
        }
        catch (StoreException e)
        {
            log.Broken(card.Turn.Id, e);
        }
    }

    /// <summary>The turn ends without a word of its own.</summary>
    public void Ended(Turn turn, CardEnd why)
    {
        if (_open.TryGetValue(turn.Id, out var card)) Close(card, why);
    }

    /// <summary>The reply has ended: a card that does not show it says where it is.</summary>
    public void Ended(Reply reply, bool lost)
    {
        if (Find(reply) is { } card) Close(card, lost ? CardEnd.Lost : CardEnd.Below);
    }

    /// <summary>Keeps a card before it is made. False: there shall be none.</summary>
    public async Task<bool> KeepAsync(OpenCard card)
    {
        if (_open.ContainsKey(card.Turn.Id)) return true;
        var row = new NewCard(card.OutTrackId, card.Turn.Id, card.Language == Language.Chinese ? "zh" : "en", time.GetUtcNow()) { Template = CardTemplateText.Of(LineOf(card)?.Template) };
        return await store.AddCardAsync(row, CancellationToken.None) && _open.TryAdd(card.Turn.Id, card);
    }

    public async Task ShownAsync(OpenCard card)
    {
        card.Shown = true;
        metrics.Card("shown");
        log.Shown(card.Turn.Id, card.OutTrackId);
        await store.ShowCardAsync(card.OutTrackId, card.CarrierId, CancellationToken.None);
    }

    /// <summary>There is no card: nobody has seen it.</summary>
    public Task AbandonAsync(OpenCard card) => CloseAsync(card, CardState.Abandoned, CancellationToken.None);

    /// <summary>The program stops before the answer is whole; the next start answers anew, in a message of its own.</summary>
    public async Task ParkAsync(Turn turn)
    {
        if (!_open.TryGetValue(turn.Id, out var card) || LineOf(card) is not { Template: not null } line) return;
        using var deadline = new CancellationTokenSource(LastCall.Left(s_parking), time);
        if (await _closer.TryAsync(card, line, CardEnd.Restarting, deadline.Token)) await CloseAsync(card, CardState.Abandoned, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _closer.DisposeAsync();

    private OpenCard? Find(Reply reply) =>
        reply.Extras.Card is { } id && _open.TryGetValue(reply.Turn.Id, out var card) && card.OutTrackId == id && LineOf(card) is { Template: not null }
            ? card
            : null;

    private CardLine? LineOf(OpenCard card) => card.Line ?? lines.GetValueOrDefault(card.Turn.Account);

    private CardLine? LineOf(StoredCard stored) =>
        lines.GetValueOrDefault(stored.Turn.Account) is { } line && CardTemplateText.Parse(stored.Template) is { } template ? line.With(template) : null;

    /// <summary>Beside, and again until it worked; what the end of the program leaves, the next start finds.</summary>
    private void Close(OpenCard card, CardEnd why)
    {
        _open.TryRemove(KeyValuePair.Create(card.Turn.Id, card));
        _closer.Add(card, LineOf(card), why, ct => CloseAsync(card, CardState.Abandoned, ct));
    }

    private async Task CloseAsync(OpenCard card, CardState state, CancellationToken ct)
    {
        _open.TryRemove(KeyValuePair.Create(card.Turn.Id, card));
        metrics.Card(state == CardState.Final ? "final" : "abandoned");
        await store.CloseCardAsync(card.OutTrackId, state, ct);
    }

    /// <summary>Another one for another run of the same turn: a card that was closed can not be opened again.</summary>
    private static string NewId(Turn turn) =>
        $"dinghy-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{turn.Account}\n{turn.MessageId.Value}\n{turn.Resumes}")).AsSpan(0, 16))}";
}
