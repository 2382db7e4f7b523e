namespace Dinghy.Emulator;

/// <summary>Frame types and topics.</summary>
internal static class StreamTopics
{
    public const string System = "SYSTEM";
    public const string Event = "EVENT";
    public const string Callback = "CALLBACK";
    public const string RobotMessage = "/v1.0/im/bot/messages/get";
    public const string CardCallback = "/v1.0/card/instances/callback";
    public const string Ping = "ping";
    public const string Disconnect = "disconnect";
}

/// <summary>What a connection wants to hear.</summary>
internal readonly record struct Subscription(string Type, string Topic)
{
    public bool Covers(string type, string topic) => Type == type && (Topic == topic || (type == StreamTopics.Event && Topic == "*"));
}
