using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools;

namespace Dinghy.Admin;

/// <summary><c>/api/memory</c> and <c>dinghy memory list --json</c>: where something is remembered.</summary>
/// <param name="Places">By name, at most <see cref="MostPlaces"/>.</param>
/// <param name="More">There are further ones.</param>
internal sealed record MemoryListReport(IReadOnlyList<MemoryPlaceReport> Places, bool More)
{
    public const int MostPlaces = 1_000;

    public static async Task<MemoryListReport> OfAsync(IFactStore store, CancellationToken ct)
    {
        var places = await store.ListFactPlacesAsync(MostPlaces + 1, ct);
        return new([.. places.Take(MostPlaces).Select(place => new MemoryPlaceReport(place.Place, place.Count, place.Last))], places.Count > MostPlaces);
    }
}

internal sealed record MemoryPlaceReport(string Place, int Facts, DateTimeOffset Last);

/// <summary><c>/api/memory/facts</c> and <c>dinghy memory show --json</c>: what is remembered at one place, the oldest first.</summary>
internal sealed record MemoryReport(string Place, IReadOnlyList<FactReport> Facts)
{
    public static async Task<MemoryReport> OfAsync(IFactStore store, string place, CancellationToken ct) =>
        new(place, [.. (await store.ReadFactsAsync(place, ct)).Select(fact => new FactReport(fact.Id, fact.Text, fact.Person, fact.Nick, fact.At))]);
}

internal sealed record FactReport(long Id, string Text, string Person, string Nick, DateTimeOffset At);

/// <summary>What is asked of <c>/api/memory/forget</c>; exactly one of the three.</summary>
/// <param name="Fact">One fact, by its number.</param>
/// <param name="Place">Everything at one place, files too.</param>
/// <param name="Person">Everything this person told, on <paramref name="Account"/>.</param>
/// <param name="Account">With <paramref name="Person"/>.</param>
internal sealed record ForgetOrder(long? Fact, string? Place, string? Person, string? Account)
{
    /// <param name="store">Keeps the facts.</param>
    /// <param name="talks">Keep the files.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <returns>What is gone.</returns>
    public async Task<ForgetReport> DoAsync(IFactStore store, TalkFolders talks, CancellationToken ct) => this switch
    {
        { Fact: { } id } => new(await store.ForgetFactsAsync([id], ct), 0),
        { Place: { } place } => new(await store.ForgetFactsAsync([.. (await store.ReadFactsAsync(place, ct)).Select(fact => fact.Id)], ct), talks.Forget(one => one == place)),
        { Person: { } person, Account: { } account } => new(await store.EraseFactsAsync(account, person, ct), talks.Forget(one => ConversationKey.IsOwnOf(one, account, person))),
        _ => new(0, 0),
    };
}

/// <summary><c>dinghy memory forget --json</c>.</summary>
/// <param name="Forgotten">Facts.</param>
/// <param name="Files">That were written there.</param>
internal sealed record ForgetReport(int Forgotten, int Files);
