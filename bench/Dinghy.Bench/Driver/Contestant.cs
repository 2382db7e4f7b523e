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
            new(Durable, home => [self, "durable", at.DingTalk.AbsoluteUri, at.Model.AbsoluteUri, Path.Combine(home, "journal")], at.Work),
            new(Gateway, home => Dinghy(options.Gateway, home, at), at.Work),
        };
        if (options.Published is { } published) all.Add(new(Published, home => Dinghy(published, home, at), at.Work));
        return options.Only.Count == 0 ? all : all.FindAll(bot => options.Only.Contains(bot.Name));
    }

    private static string[] Dinghy(string program, string home, Places at)
    {
        var robot = new EmulatedApp();
        File.WriteAllText(Path.Combine(home, "config.json"),
            $$"""
            {
              "channels": { "dingtalk": {
                "enabled": true, "client_id": "{{robot.ClientId}}", "client_secret": "{{robot.ClientSecret}}",
                "endpoints": { "api": "{{at.DingTalk}}", "oapi": "{{at.DingTalk}}" }
              } },
              "models": { "default": "bench/instant", "providers": { "bench": { "type": "openai", "base_url": "{{at.Model}}", "api_key": "x" } } }
            }
            """);
        return [program, "gateway", "--home", home, "--port", "0"];
    }
}
