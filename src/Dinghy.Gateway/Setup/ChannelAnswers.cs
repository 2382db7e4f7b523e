using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Setup;

/// <summary>What is to be known of a robot. What is null stays as it is in the file.</summary>
internal sealed record ChannelAnswers
{
    /// <summary>The entry of <c>accounts</c>; null: the channel's own, for who has one robot.</summary>
    public string? Account { get; init; }

    public string? ClientId { get; init; }

    /// <summary>As it stands in the file: the secret itself or <c>${VARIABLE}</c>.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>The file that holds it, in place of the secret itself.</summary>
    public string? ClientSecretFile { get; init; }

    public string? RobotCode { get; init; }

    /// <summary>Needed in HTTP mode for work notices, and by some for nothing else.</summary>
    public string? AgentId { get; init; }

    /// <summary>Where DingTalk is: an emulator's address; null: DingTalk itself, or as the file says.</summary>
    public string? Host { get; init; }

    /// <summary>Null: <c>pairing</c> where the file says nothing.</summary>
    public string? DmPolicy { get; init; }

    /// <summary>Given by somebody who need not be at the machine: what they write is taken letter for letter, so that no variable or file of it is read.</summary>
    public bool FromElsewhere { get; init; }

    public bool IsReference => FromElsewhere && FarAnswers.Refer(Account, ClientId, ClientSecret, RobotCode, AgentId);

    /// <summary>It holds a secret.</summary>
    public override string ToString() => $"ChannelAnswers {{ Account = {Account}, ClientId = {ClientId} }}";
}

/// <summary>What is to be known of a model.</summary>
internal sealed record ModelAnswers
{
    /// <summary><c>provider/model</c>.</summary>
    public required string Model { get; init; }

    /// <summary>As it stands in the file: the key itself or <c>${VARIABLE}</c>; null: as it is, or from the environment.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The file that holds it, in place of the key itself.</summary>
    public string? ApiKeyFile { get; init; }

    /// <summary>Of a provider that the catalogue does not know, or another address of one that it does.</summary>
    public string? BaseUrl { get; init; }

    /// <summary><c>openai</c> or <c>anthropic</c>; null: as the catalogue says, else <c>openai</c>.</summary>
    public string? Type { get; init; }

    /// <inheritdoc cref="ChannelAnswers.FromElsewhere"/>
    public bool FromElsewhere { get; init; }

    public bool IsReference => FromElsewhere && FarAnswers.Refer(Model, ApiKey, BaseUrl, Type);

    /// <summary>It holds a secret.</summary>
    public override string ToString() => $"ModelAnswers {{ Model = {Model} }}";
}

/// <summary>Answers that came over the network.</summary>
internal static class FarAnswers
{
    public const string Refused = "A variable or a file of the gateway's machine is named there, on the machine: with dinghy onboard, or in the configuration. Here write the value itself.";

    public static bool Refer(params string?[] answers) => answers.Any(answer => answer is not null
        && (VariableText.Has(answer) || answer.TrimStart().StartsWith("file://", StringComparison.OrdinalIgnoreCase)));
}
