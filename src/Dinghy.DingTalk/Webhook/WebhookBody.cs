namespace Dinghy.DingTalk.Webhook;

/// <summary>What the outermost members of a call's body say it is, before anything is read of what it holds.</summary>
public sealed record WebhookBody
{
    /// <summary>It is an encrypted event.</summary>
    public string? Encrypt { get; init; }

    /// <summary>It is an event as plain JSON.</summary>
    public string? EventType { get; init; }

    /// <summary>The robot that a message is for.</summary>
    public string? RobotCode { get; init; }

    /// <summary>The organisation of that robot.</summary>
    public string? ChatbotCorpId { get; init; }

    /// <summary>Without the ciphertext.</summary>
    public override string ToString() => $"WebhookBody {{ EventType = {EventType}, RobotCode = {RobotCode}, ChatbotCorpId = {ChatbotCorpId} }}";
}
