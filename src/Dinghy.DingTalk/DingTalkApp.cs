namespace Dinghy.DingTalk;

/// <summary>The application's key pair from DingTalk's developer console.</summary>
/// <param name="ClientId">Also called AppKey; for ISV applications the SuiteKey.</param>
/// <param name="ClientSecret">Also called AppSecret. Never printed.</param>
public sealed record DingTalkApp(string ClientId, string ClientSecret)
{
    /// <summary>Names the robot in every <c>/v1.0/robot/*</c> call; equals the client id for an internal application's robot.</summary>
    public string RobotCode { get; init; } = ClientId;

    public override string ToString() => $"DingTalkApp {{ ClientId = {ClientId}, RobotCode = {RobotCode}, ClientSecret = *** }}";
}
