using Dinghy.Gateway.Storage;

namespace Dinghy.Admin;

/// <param name="Person">Staff id, else sender id.</param>
/// <param name="Account">Whose robot knows them; null: the only one.</param>
internal sealed record PersonOrder(string Person, string? Account)
{
    /// <summary>Of a configuration's accounts.</summary>
    /// <param name="keepsNamed">See <see cref="Dinghy.Gateway.Access.RobotBook.KeepsNamed"/>.</param>
    /// <param name="accounts">Their names.</param>
    /// <returns>Null: there are several, and none is named.</returns>
    public IReadOnlyList<string>? Names(Func<string?, IReadOnlyList<string>?> keepsNamed, IReadOnlyList<string> accounts) =>
        keepsNamed(Account) is { } keeps ? [.. keeps.Concat(Account is null ? accounts : [Account]).Distinct(StringComparer.Ordinal)] : null;
}

/// <summary>What is stored of a person, or was erased.</summary>
/// <param name="Problem">Why nothing was done; null: it was.</param>
/// <param name="Records">Rows by kind: what is stored, before an erasure.</param>
/// <param name="Erased">Null: it was only looked at.</param>
internal sealed record PersonReport(string? Problem, IReadOnlyDictionary<string, int> Records, ErasureReport? Erased = null)
{
    public const string Nothing = "Nothing is stored of this person. /whoami tells people the id that they are known by.";

    public static PersonReport SeveralAccounts { get; } = new("There are several accounts: name one with --account.", new Dictionary<string, int>(StringComparer.Ordinal));

    public static PersonReport Of(IReadOnlyList<(string Kind, int Rows)> counts) => new(null, counts.ToDictionary(one => one.Kind, one => one.Rows, StringComparer.Ordinal));
}

/// <param name="Messages">Whose words and answers are gone; their ids stay, so that a repeat is recognised.</param>
/// <param name="Lines">Of memories.</param>
/// <param name="Rows">Of everything else.</param>
/// <param name="Files">That they sent, and of their talks.</param>
/// <param name="Unnamed">Lines of group memories of which nobody noted whose they are.</param>
internal sealed record ErasureReport(int Messages, int Lines, int Rows, int Files, long Unnamed)
{
    public static ErasureReport Of(ErasedRows erased) => new(erased.Messages, erased.Lines, erased.Rows, erased.Files.Count, erased.Unnamed);
}
