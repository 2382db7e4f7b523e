namespace Dinghy.Gateway.Storage;

/// <summary>What agents were asked to remember. A place is read as a whole and by its whole name only.</summary>
internal interface IFactStore
{
    /// <summary>Stores a fact; the same words at the same place are one fact, whose time becomes the later one.</summary>
    /// <param name="fact">Its id is not looked at.</param>
    /// <param name="most">Facts one place may have.</param>
    /// <param name="ct">Gives up waiting; the write may still happen.</param>
    Task<AddedFact> AddFactAsync(Fact fact, int most, CancellationToken ct);

    /// <summary>Everything kept at one place, by the time it was told, the oldest first.</summary>
    Task<IReadOnlyList<Fact>> ReadFactsAsync(string place, CancellationToken ct);

    /// <summary>Null: there is none of this number.</summary>
    Task<Fact?> FindFactAsync(long id, CancellationToken ct);

    /// <summary>Removes facts for good.</summary>
    /// <returns>How many there were.</returns>
    Task<int> ForgetFactsAsync(IReadOnlyList<long> ids, CancellationToken ct);

    /// <summary>Removes everything that a person told on an account, wherever it is kept.</summary>
    /// <returns>How many there were.</returns>
    Task<int> EraseFactsAsync(string account, string person, CancellationToken ct);

    /// <summary>The places that have any, by name, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<FactCount>> ListFactPlacesAsync(int limit, CancellationToken ct);
}
