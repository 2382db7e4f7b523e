namespace Dinghy.DingTalk.Messages;

/// <summary>Reads a robot message from the JSON text in a frame's <c>data</c> or an HTTP callback's body. Never throws.</summary>
public static class RobotMessageReader
{
    /// <summary>Mentions kept of one message; the rest is dropped.</summary>
    public const int MaxAtUsers = 1000;

    /// <summary>Rich text elements kept of one message; the rest is dropped.</summary>
    public const int MaxParts = 2000;

    public static RobotMessageReading Read(string data) => RobotMessageReading.Bad("json");
}
