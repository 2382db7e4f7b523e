using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Commands;

/// <summary>All commands by all their names.</summary>
internal sealed class CommandBook
{
    private const int MaxHints = 3;

    private readonly Dictionary<string, ICommand> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ICommand> _byWords = new(StringComparer.Ordinal);

    public CommandBook(IReadOnlyList<ICommand> commands)
    {
        All = commands;
        foreach (var command in commands)
            foreach (var name in (IEnumerable<string>)[command.Info.Name, command.Info.Chinese, .. command.Info.Aliases])
                (name.Contains(' ', StringComparison.Ordinal) ? _byWords : _byName).Add(name, command);
    }

    public IReadOnlyList<ICommand> All { get; }

    /// <summary>The command that a text calls; null: the text is a question. An unknown name is <see cref="Called.Command"/> null.</summary>
    public Called? Find(string? text)
    {
        if (CommandLine.Parse(text) is not { } line) return Joined(text);
        if ((FindKnown(line) ?? Joined(text)) is { } called)
            // Lines after a command that takes none were not meant for it: a pasted file may begin with a slash.
            return line.HasLines && !called.Command!.Info.TakesText ? null : called;
        return line.HasLines || !line.IsBare ? null : new Called(null, line.Name, line.Arguments);
    }

    public ICommand? Named(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Primary names of what may have been meant, in the language of the slip.</summary>
    public IReadOnlyList<string> Near(string name) =>
    [
        .. _byName.Keys
            .Select(known => (Name: known, Distance: known.StartsWith(name, StringComparison.Ordinal) || name.StartsWith(known, StringComparison.Ordinal) ? 1 : KeySpelling.Distance(known, name)))
            .Where(near => near.Distance <= (near.Name.Length <= 3 ? 1 : 2))
            .OrderBy(near => near.Distance).ThenBy(near => near.Name, StringComparer.Ordinal)
            .Select(near => near.Name[0] > '\u3000' ? _byName[near.Name].Info.Chinese : _byName[near.Name].Info.Name)
            .Distinct(StringComparer.Ordinal).Take(MaxHints),
    ];

    private Called? FindKnown(CommandLine line)
    {
        if (_byName.TryGetValue(line.Name, out var command)) return new Called(command, line.Name, line.Arguments);
        var (word, rest) = Split(line.Arguments);
        if (_byWords.TryGetValue($"{line.Name} {CommandLine.Fold(word)}", out command)) return new Called(command, line.Name, WithoutTo(rest));

        return null;
    }

    /// <summary>Chinese is written without blanks: "/顺便今天星期几？". Only where the rest is a question; "/重置密码怎么办" resets nothing.</summary>
    private Called? Joined(string? text)
    {
        var start = text.AsSpan().TrimStart(" \u3000");
        if (start.Length < 2 || start[0] is not ('/' or '\uff0f')) return null;
        var said = start[1..].ToString();
        var (name, command) = _byName.Where(entry => entry.Value.Info.Joins && entry.Key[0] > '\u3000' && said.StartsWith(entry.Key, StringComparison.Ordinal))
            .OrderByDescending(entry => entry.Key.Length).FirstOrDefault();
        return command is null ? null : new Called(command, name, said[name.Length..].Trim());
    }

    /// <summary>PicoClaw: <c>/switch model to x</c>.</summary>
    private static string WithoutTo(string rest) =>
        Split(rest) is ({ } word, { Length: > 0 } name) && string.Equals(word, "to", StringComparison.OrdinalIgnoreCase) ? name : rest;

    private static (string Word, string After) Split(string text)
    {
        var end = 0;
        while (end < text.Length && !char.IsWhiteSpace(text[end])) end++;
        return (text[..end], text[end..].TrimStart());
    }
}

/// <param name="Command">Null: nobody knows this name.</param>
/// <param name="Name">As it was called.</param>
/// <param name="Arguments">What followed.</param>
internal sealed record Called(ICommand? Command, string Name, string Arguments)
{
    /// <summary>See <see cref="CommandInfo.OfNoAgent"/>; a hint is of none either.</summary>
    public bool OfNoAgent => Command is null or { Info.OfNoAgent: true };
}
