using System.Text;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

/// <summary>Files and variables of a test, and nothing of the machine it runs on.</summary>
internal sealed class ConfigWorld
{
    internal const string Home = "/home/ada/.dinghy";
    internal const string DefaultFile = Home + "/config.json";

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal) { ["HOME"] = "/home/ada" };

    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public static ConfigWorld WithPair() => new() { Variables = { ["DINGTALK_APP_KEY"] = "dingenv", ["DINGTALK_APP_SECRET"] = "secret-env" } };

    public static string Fixture(string name)
    {
        using var stream = typeof(ConfigWorld).Assembly.GetManifestResourceStream(name).ShouldNotBeNull(name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>A channel with usable keys and whatever else is given.</summary>
    public static string Channel(string more) =>
        $$"""{ "channels": { "dingtalk": { "client_id": "dingfile", "client_secret": "secret-file", {{more}} } } }""";

    public ConfigWorld Set(string variable, string value)
    {
        Variables[variable] = value;
        return this;
    }

    public ConfigWorld Put(string path, string text)
    {
        Files[path] = Encoding.UTF8.GetBytes(text);
        return this;
    }

    public ConfigResult Load(string json) => Put(DefaultFile, json).Load();

    public ConfigResult Load(byte[] bytes)
    {
        Files[DefaultFile] = bytes;
        return Load();
    }

    public ConfigResult Load() => ConfigLoader.Load(Source());

    public DinghyConfig Good(string json) => Good(Load(json));

    public DinghyConfig Good() => Good(Load());

    public AccountConfig Account(string json) => Good(json).Accounts.ShouldHaveSingleItem();

    public AccountConfig Account() => Good().Accounts.ShouldHaveSingleItem();

    public ConfigSource Source() => new()
    {
        Environment = Variables.GetValueOrDefault,
        VariableNames = Variables.Keys,
        ReadFile = (path, limit) => Files.TryGetValue(path, out var bytes)
            ? bytes[..Math.Min(bytes.Length, limit + 1)]
            : throw new FileNotFoundException(path),
    };

    public static string AllText(ConfigResult result) =>
        string.Join('\n', [.. result.Faults.Select(fault => fault.ToString()), .. result.Warnings.Select(warning => warning.ToString()), .. result.Notes]);

    private static DinghyConfig Good(ConfigResult result)
    {
        result.Faults.ShouldBeEmpty();
        return result.Config.ShouldNotBeNull();
    }
}
