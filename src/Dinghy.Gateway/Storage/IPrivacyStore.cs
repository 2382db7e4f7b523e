namespace Dinghy.Gateway.Storage;

/// <summary>Whose records are meant.</summary>
/// <param name="Names">The robot's things are kept under these: those of its account and of what it was called before.</param>
/// <param name="Person">Staff id, else sender id.</param>
/// <param name="Owns">Whether a memory is this person's alone, by its name.</param>
internal sealed record PersonRecord(IReadOnlyList<string> Names, string Person, Func<string, bool> Owns);

/// <summary>Rows of one table about a person, as they are stored, without what opens a door.</summary>
/// <param name="Name">What they are, for people.</param>
/// <param name="Columns">Names.</param>
/// <param name="Rows">Texts, numbers (<see cref="long"/>, <see cref="double"/>) and nulls.</param>
internal sealed record PersonRows(string Name, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows);

/// <summary>What an erasure took.</summary>
/// <param name="Messages">Turns whose words and answers went; their ids stay.</param>
/// <param name="Lines">Of memories.</param>
/// <param name="Rows">Of everything else.</param>
/// <param name="Files">Stored paths of files that came with the messages, inside the attachments folder.</param>
/// <param name="Turns">The same turns by number.</param>
/// <param name="Unnamed">Lines of shared memories from before it was noted whose they are: some may be this person's.</param>
internal sealed record ErasedRows(int Messages, int Lines, int Rows, IReadOnlyList<string> Files, IReadOnlyList<long> Turns, long Unnamed);

/// <summary>Everything of one person, wherever it lies.</summary>
internal interface IPrivacyStore
{
    /// <summary>Everything; tables without a row of theirs are there with none.</summary>
    Task<IReadOnlyList<PersonRows>> ReadPersonAsync(PersonRecord who, CancellationToken ct);

    /// <summary>Erases for good, in short writes; the last of them adds the audit's entry. Ids that recognise a repeat, the audit, approvals and what was spent in all stay.</summary>
    /// <param name="who">Whose.</param>
    /// <param name="except">A turn that is being answered now, in which this is asked for; 0: none.</param>
    /// <param name="by">Who has it done.</param>
    /// <param name="at">Now.</param>
    /// <param name="ct">Stops between two writes; a repeat goes on.</param>
    Task<ErasedRows> ErasePersonAsync(PersonRecord who, long except, string by, DateTimeOffset at, CancellationToken ct);
}
