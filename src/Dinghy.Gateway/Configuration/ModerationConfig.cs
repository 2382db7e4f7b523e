using System.Text.RegularExpressions;

namespace Dinghy.Gateway.Configuration;

/// <summary>What may be asked and answered, and what of it models may see. All of it is off unless written.</summary>
internal sealed record ModerationConfig
{
    /// <summary>Phrases that stop a question or an answer, from the configuration and its files.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The same as patterns; each has a bound of time.</summary>
    public IReadOnlyList<Regex> Patterns { get; init; } = [];

    public bool Questions { get; init; } = true;

    public bool Answers { get; init; } = true;

    /// <summary>A service of the operator's that is asked too.</summary>
    public ModerationHookConfig? Hook { get; init; }

    /// <summary>Kinds of personal data that models do not see.</summary>
    public IReadOnlySet<PersonalKind> Mask { get; init; } = new HashSet<PersonalKind>();

    /// <summary>Nothing is looked at.</summary>
    public bool IsOff => Words.Count == 0 && Patterns.Count == 0 && Hook is null;
}

/// <param name="Url">Gets each text.</param>
/// <param name="Token">Sent as a bearer; null: none.</param>
/// <param name="Timeout">How long it may take.</param>
/// <param name="Blocks">What it does not answer is stopped; else it passes.</param>
internal sealed record ModerationHookConfig(Uri Url, Secret? Token, TimeSpan Timeout, bool Blocks);

/// <summary>A mobile number; a Chinese identity number; the number of a bank card.</summary>
internal enum PersonalKind { Phone, IdCard, BankCard }
