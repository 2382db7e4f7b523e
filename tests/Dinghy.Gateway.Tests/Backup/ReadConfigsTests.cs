using System.IO.Compression;
using Dinghy.Gateway.Backup;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Backup;

/// <summary>Of the files that could be a configuration, a backup takes those that are read as one.</summary>
public sealed class ReadConfigsTests : IDisposable
{
    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_key_file_beside_the_configuration_is_none_and_its_includes_are()
    {
        var ct = TestContext.Current.CancellationToken;
        Directory.CreateDirectory(Path.Combine(_home.Path, "parts"));
        Write("config.json", """{ "$include": "parts/models.json5", "channels": { "dingtalk": { "client_id": "ding-x", "client_secret": { "file": "secret.json" } } } }""");
        Write("parts/models.json5", """{ "models": { "providers": { "lab": { "base_url": "http://127.0.0.1:1/v1", "api_key": "INLINE-SECRET" } } }, "tools": { "mcp": { "servers": { "a": { "command": "x", "args": ["--api-key", "ARG-SECRET", "--token=PAIR-SECRET", "plain"] } } } } }""");
        Write("channels.yaml", "channels: []\n");
        Write("secret.json", "FILE-SECRET");
        foreach (var name in new[] { "oauth.json", "sa.json", "notes.yaml" }) Write(name, "{ \"refresh\": \"KEY-SECRET\" }");
        var (_, read) = ReadConfigs.Load(new ConfigSource { Home = _home.Path, Environment = _ => null, VariableNames = [] });
        var file = Path.Combine(_home.Path, "copy.zip");
        var manifest = await new HomeBackup(_home.Path, Path.Combine(_home.Path, "config.json"), [], "0.1.0", TimeProvider.System) { Configs = read }.MakeAsync(file, secrets: false, ct);
        manifest.Files.Select(one => one.Path).ShouldBe(["channels.yaml", "config.json", "parts/models.json5"], ignoreOrder: true);
        manifest.LeftOut.ShouldBe(["notes.yaml", "oauth.json", "sa.json", "secret.json"]);
        using var zip = ZipFile.OpenRead(file);
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            (await reader.ReadToEndAsync(ct)).ShouldNotContain("-SECRET", Case.Sensitive, entry.FullName);
        }
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_home.Path, name), text);
}
