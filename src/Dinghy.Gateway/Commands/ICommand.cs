using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Commands;

/// <summary>Something a person may say with a slash.</summary>
internal interface ICommand
{
    CommandInfo Info { get; }

    /// <summary>
    /// Says its answer as an agent would, and ends. What it changes goes into <see cref="AgentUpdate.Finished.Effects"/>, and nowhere else:
    /// so it is done once, together with its answer, however often a restart runs it.
    /// </summary>
    IAsyncEnumerable<AgentUpdate> RunAsync(CommandCall call, CancellationToken ct);
}

/// <param name="Name">Primary name, in English.</param>
/// <param name="Chinese">Primary name in Chinese.</param>
/// <param name="Aliases">Other names; those of two words (<c>show model</c>) are PicoClaw's.</param>
/// <param name="Lane">What it need not wait for.</param>
/// <param name="Help">One line each, in Chinese and English.</param>
internal sealed record CommandInfo(string Name, string Chinese, IReadOnlyList<string> Aliases, Lane Lane, Both Help)
{
    /// <summary>What may follow, as <c>/help</c> shows it.</summary>
    public Both Usage { get; init; } = new("", "");

    /// <summary>What it leads to is part of the conversation, and is remembered; of others nothing is.</summary>
    public bool Talks { get; init; }

    /// <summary>Its argument is free text, which may have several lines.</summary>
    public bool TakesText { get; init; }

    /// <summary>A model is asked; while a person answers in the robot's place, it is not.</summary>
    public bool AsksModel { get; init; }

    /// <summary>The text may follow a Chinese name without a blank.</summary>
    public bool Joins { get; init; }

    /// <summary>It is the same whichever agent answers here, so it does not wait until that is known: a directory may be slow.</summary>
    public bool OfNoAgent { get; init; }
}

/// <param name="Arguments">What followed its name, trimmed.</param>
/// <param name="Context">Whose, and where.</param>
/// <param name="Name">As it was called.</param>
internal sealed record CommandCall(string Arguments, TurnContext Context, string Name)
{
    public string Say(string zh, string en) => Context.Language == Language.Chinese ? zh : en;

    public string Say(Both words) => Say(words.Zh, words.En);
}

/// <summary>The same in both languages.</summary>
internal sealed record Both(string Zh, string En);
