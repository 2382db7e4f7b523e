using Dinghy.Gateway.Access;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Memory;

/// <summary>What agents were asked to remember: kept where the talk is kept, and read nowhere else.</summary>
/// <param name="store">Keeps it.</param>
/// <param name="owners">Who may forget what others told.</param>
/// <param name="log">Named events.</param>
/// <param name="time">The clock.</param>
internal sealed class Memories(IFactStore store, Owners owners, MemoryLog log, TimeProvider time)
{
    /// <summary>Facts of one place.</summary>
    public const int MostFacts = 200;

    /// <summary>UTF-16 characters of one fact.</summary>
    public const int LongestFact = 500;

    /// <summary>Everything known where this turn is, the oldest first.</summary>
    public Task<IReadOnlyList<Fact>> OfAsync(TurnContext context, CancellationToken ct) => store.ReadFactsAsync(context.Memory, ct);

    /// <param name="context">Who tells it, and where.</param>
    /// <param name="text">At most <see cref="LongestFact"/>; becomes one line.</param>
    /// <param name="ct">Gives up waiting; the fact may be stored all the same.</param>
    public async Task<AddedFact> AddAsync(TurnContext context, string text, CancellationToken ct)
    {
        var (turn, message) = (context.Turn, context.Turn.Message);
        var added = await store.AddFactAsync(new Fact(0, context.Memory, Line(text), turn.Keep, PersonKey.Of(message), message.SenderNick, time.GetUtcNow()), MostFacts, ct);
        if (added.Id is { } id) log.Remembered(turn.Id, id);
        else log.Full(turn.Id, context.Memory, MostFacts);
        return added;
    }

    /// <summary>Whoever told it; and an owner, who answers for what is kept here.</summary>
    public bool MayForget(TurnContext context, Fact fact) =>
        fact.Person == PersonKey.Of(context.Turn.Message) || owners.IsOwner(context.Turn.Keep, context.Turn.Message.Sender?.Value);

    public async Task ForgetAsync(TurnContext context, Fact fact, CancellationToken ct)
    {
        await store.ForgetFactsAsync([fact.Id], ct);
        log.Forgotten(context.Turn.Id, fact.Id);
    }

    /// <summary>Everything that a person told on an account, in groups too, for good.</summary>
    /// <param name="account">The robot they told it to.</param>
    /// <param name="person">See <see cref="PersonKey"/>.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <returns>How many facts there were.</returns>
    public Task<int> EraseAsync(string account, string person, CancellationToken ct) => store.EraseFactsAsync(account, person, ct);

    /// <summary>A fact is a line of a list: it can not look like several, nor like what stands around it.</summary>
    private static string Line(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Select(word => string.Concat(word.Where(c => !char.IsControl(c)))).Where(word => word.Length > 0));
}
