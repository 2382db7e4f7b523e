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
/// <param name="Account">With <paramref name="Person"/>: the account's name as configured, or one that <c>list</c> shows; null: the only account.</param>
internal sealed record ForgetOrder(long? Fact, string? Place, string? Person, string? Account)
{
    /// <param name="store">Keeps the facts.</param>
    /// <param name="talks">Keep the files.</param>
    /// <param name="keepsNamed">See <see cref="Dinghy.Gateway.Access.RobotBook.KeepsNamed"/>.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <returns>What is gone.</returns>
    public async Task<ForgetReport> DoAsync(IFactStore store, TalkFolders talks, Func<string?, IReadOnlyList<string>?> keepsNamed, CancellationToken ct)
    {
        if (Fact is { } id) return new(await store.ForgetFactsAsync([id], ct), 0);
        if (Place is { } place) return new(await store.ForgetFactsAsync([.. (await store.ReadFactsAsync(place, ct)).Select(fact => fact.Id)], ct), talks.Forget(one => one == place));
        if (Person is not { } person) return new(0, 0);
        if (keepsNamed(Account) is not { } keeps) return new(0, 0, "There are several accounts: name one with --account.");
        var (facts, files) = (0, 0);
        foreach (var keep in keeps)
        {
            facts += await store.EraseFactsAsync(keep, person, ct);
            files += talks.Forget(one => ConversationKey.IsOwnOf(one, keep, person));
        }

        return new(facts, files);
    }
}

/// <summary><c>dinghy memory forget --json</c>.</summary>
/// <param name="Forgotten">Facts.</param>
/// <param name="Files">That were written there.</param>
/// <param name="Problem">Why nothing was looked for; null: it was.</param>
internal sealed record ForgetReport(int Forgotten, int Files, string? Problem = null);
