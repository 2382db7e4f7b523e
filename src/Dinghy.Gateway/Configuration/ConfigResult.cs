namespace Dinghy.Gateway.Configuration;

/// <summary>What loading gave.</summary>
/// <param name="Config">Null exactly when there are faults.</param>
/// <param name="Faults">Everything that stops the start, in one go.</param>
/// <param name="Warnings">Worth a line at start; nothing stops.</param>
/// <param name="Notes">Decisions taken for the reader's sake, for the start log: which policy was derived and from what.</param>
internal sealed record ConfigResult(
    DinghyConfig? Config,
    IReadOnlyList<ConfigFault> Faults,
    IReadOnlyList<ConfigFault> Warnings,
    IReadOnlyList<string> Notes)
{
    /// <summary>What could be read, beside the faults: for looking on, never for running; null: nothing.</summary>
    public DinghyConfig? Readable { get; init; }
}

/// <summary>One thing to mend.</summary>
/// <param name="Path">The key as written, <c>channels.dingtalk.reply.part_chars</c>, or the file when it could not be read at all.</param>
/// <param name="Found">What stands there, cut to a readable length; a secret is never echoed. Empty: the hint says it all.</param>
/// <param name="Hint">What would do.</param>
internal sealed record ConfigFault(string Path, string Found, string Hint)
{
    /// <summary>Of a misspelt key: the one that can only be meant; null: it is none, or a person has to say.</summary>
    public string? Rename { get; init; }

    public override string ToString() => Found.Length == 0 ? $"{Path}: {Hint}" : $"{Path}: found {Found}; {Hint}";
}
