using System.Text.Json.Nodes;

namespace Dinghy.Scenarios.Lab;

internal sealed record LabOptions
{
    /// <summary>How the DingTalk behaves.</summary>
    public EmulatorOptions DingTalk { get; init; } = new();

    /// <summary>Changes config.json before it is written.</summary>
    public Action<JsonObject> Config { get; init; } = _ => { };

    /// <summary>The home folder; null makes one. Either way it is deleted at the end.</summary>
    public string? Home { get; init; }

    /// <summary>False: the scenario starts the gateway itself.</summary>
    public bool StartGateway { get; init; } = true;

    /// <summary>Changes keys of <c>channels.dingtalk</c>.</summary>
    public static Action<JsonObject> Channel(Action<JsonNode> change) => config => change(config["channels"]!["dingtalk"]!);

    /// <summary>Changes keys of <c>reply</c>.</summary>
    public static Action<JsonObject> Reply(Action<JsonNode> change) => Channel(channel => change(channel["reply"]!));

    /// <summary>Changes keys of <c>models</c>.</summary>
    public static Action<JsonObject> Models(Action<JsonNode> change) => config => change(config["models"]!);
}
