using System.Text.Json.Nodes;
using Dinghy.Emulator;

namespace Dinghy.Bench.Driver;

/// <param name="DingTalk">Both API hosts.</param>
/// <param name="Model">Base of <c>chat/completions</c>.</param>
/// <param name="Work">A folder that goes away at the end.</param>
internal sealed record Places(Uri DingTalk, Uri Model, string Work);

/// <summary>A bot to measure.</summary>
/// <param name="Name">Its row.</param>
/// <param name="Command">Program and arguments for a fresh, empty home folder.</param>
/// <param name="Work">Where its home folder is made.</param>
internal sealed record Contestant(string Name, Func<string, IReadOnlyList<string>> Command, string Work)
{
    public const string Echo = "echo floor";
    public const string Durable = "durable floor";
    public const string Gateway = "dinghy";
    public const string Published = "dinghy, published";

    public static IReadOnlyList<Contestant> All(BenchOptions options, Places at)
    {
        var self = Environment.ProcessPath!;
        var all = new List<Contestant>
        {
            new(Echo, _ => [self, "echo", at.DingTalk.AbsoluteUri], at.Work),
            DurableFloor(at),
            Configured(options, at),
        };
        if (options.Published is { } published) all.Add(new(Published, home => Dinghy(published, home, at), at.Work));
        return options.Only.Count == 0 ? all : all.FindAll(bot => options.Only.Contains(bot.Name));
    }

    public static Contestant DurableFloor(Places at) =>
        new(Durable, home => [Environment.ProcessPath!, "durable", at.DingTalk.AbsoluteUri, at.Model.AbsoluteUri, Path.Combine(home, "journal")], at.Work);

    /// <summary>The ordinary build.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="at">Whom it talks to.</param>
    /// <param name="change">Of the short configuration that every run has.</param>
    public static Contestant Configured(BenchOptions options, Places at, Action<JsonObject>? change = null) =>
        new(Gateway, home => Dinghy(options.Gateway, home, at, change), at.Work);

    private static string[] Dinghy(string program, string home, Places at, Action<JsonObject>? change = null)
    {
        var robot = new EmulatedApp();
        var config = new JsonObject
        {
            ["channels"] = new JsonObject
            {
                ["dingtalk"] = new JsonObject
                {
                    ["enabled"] = true, ["client_id"] = robot.ClientId, ["client_secret"] = robot.ClientSecret,
                    ["endpoints"] = new JsonObject { ["api"] = at.DingTalk.AbsoluteUri, ["oapi"] = at.DingTalk.AbsoluteUri },
                },
            },
            ["models"] = new JsonObject
            {
                ["default"] = "bench/instant",
                ["providers"] = new JsonObject { ["bench"] = new JsonObject { ["type"] = "openai", ["base_url"] = at.Model.AbsoluteUri, ["api_key"] = "x" } },
            },
        };
        change?.Invoke(config);
        File.WriteAllText(Path.Combine(home, "config.json"), config.ToJsonString());
        return [program, "gateway", "--home", home, "--port", "0"];
    }
}
