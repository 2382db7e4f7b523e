namespace Dinghy.DingTalk.Stream;

public static class StreamTopics
{
    /// <summary>What people say to the robot; read with <see cref="Messages.RobotMessageReader"/>.</summary>
    public const string RobotMessage = "/v1.0/im/bot/messages/get";

    /// <summary>A press on a card made with <c>callbackType</c> STREAM; to be answered within 2 s.</summary>
    public const string CardCallback = "/v1.0/card/instances/callback";
}
