using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dinghy.Scenarios.Lab;

/// <summary>An emulated DingTalk and a scripted model in this process, the real gateway beside it, a home folder that goes at the end.</summary>
internal sealed partial class TestLab : IAsyncDisposable
{
    public const string Connected = "DingTalk channel started (Stream Mode)";

    private ChildProgram? _gateway;

    private TestLab(EmulatorServer dingTalk, ScriptedModelServer model, string home) => (DingTalk, Model, Home) = (dingTalk, model, home);

    public EmulatorServer DingTalk { get; }

    public DingTalkWorld World => DingTalk.World;

    public FaultSwitches Faults => World.Faults;

    /// <summary>A scenario that takes it away may put another in its place, on the same port.</summary>
    public ScriptedModelServer Model { get; set; }

    public string Home { get; }

    public ChildProgram Gateway => _gateway ?? throw new InvalidOperationException("No gateway was started.");

    public static async Task<TestLab> StartAsync(LabOptions? options = null)
    {
        options ??= new LabOptions();
        var home = options.Home is { } given ? Directory.CreateDirectory(given).FullName : Directory.CreateTempSubdirectory("dinghy-lab-").FullName;
        var lab = new TestLab(await EmulatorServer.StartAsync(options.DingTalk), await ScriptedModelServer.StartAsync(), home);
        try
        {
            var config = lab.UsualConfig(options.DingTalk.Apps[0]);
            options.Config(config);
            await File.WriteAllTextAsync(lab.ConfigFile, config.ToJsonString());
            if (options.StartGateway) await lab.StartGatewayAsync();
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    public string ConfigFile => Path.Combine(Home, "config.json");

    /// <summary>Puts a file into the agent's workspace.</summary>
    public string Workspace(string path, byte[] bytes)
    {
        var full = Path.Combine(Home, "workspace", path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        return full;
    }

    /// <summary>Before the gateway starts.</summary>
    public async Task ChangeConfigAsync(Action<JsonNode> change)
    {
        var config = JsonNode.Parse(await File.ReadAllTextAsync(ConfigFile))!;
        change(config);
        await File.WriteAllTextAsync(ConfigFile, config.ToJsonString());
    }

    public string DatabaseFile => Path.Combine(Home, "dinghy.db");

    /// <summary>Starts the gateway on this home, after the last one ended.</summary>
    /// <param name="untilConnected">Wait for the second contract line.</param>
    /// <param name="environment">Added to its environment.</param>
    /// <param name="limitable">See <see cref="ChildProgram.LimitFiles"/>.</param>
    public async Task StartGatewayAsync(bool untilConnected = true, IReadOnlyDictionary<string, string>? environment = null, bool limitable = false)
    {
        if (_gateway is { } last) await last.DisposeAsync();
        _gateway = ChildProgram.Start(Home, ["gateway", "--home", Home], environment, limitable);
        if (untilConnected) await _gateway.LineAsync(Connected);
    }

    /// <summary>SIGTERM and the exit code.</summary>
    public Task<int> StopGatewayAsync()
    {
        Gateway.Terminate();
        return Gateway.ExitAsync();
    }

    /// <summary>SIGKILL, and the system has taken it away when this ends.</summary>
    public async Task KillGatewayAsync()
    {
        Gateway.Kill();
        await Gateway.ExitAsync();
    }

    public Task<(int Code, string Out, string Err)> CliAsync(params string[] arguments) => ChildProgram.RunAsync(Home, [.. arguments, "--home", Home]);

    /// <summary>A GET on the gateway's own port.</summary>
    public async Task<(int Code, string Body)> GetAsync(string path)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var response = await http.GetAsync(new Uri(await AdminAddressAsync(), path));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>What lets in at the gateway's own port.</summary>
    public string Token => File.ReadAllText(Path.Combine(Home, "gateway.token")).Trim();

    public async Task<Uri> AdminAddressAsync()
    {
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Home, "gateway.json")));
        return new Uri(file.RootElement.GetProperty("address").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is { } gateway) await gateway.DisposeAsync();
        await DingTalk.DisposeAsync();
        await Model.DisposeAsync();
        Directory.Delete(Home, recursive: true);
    }

    private JsonObject UsualConfig(EmulatedApp robot) => new()
    {
        ["channels"] = new JsonObject
        {
            ["dingtalk"] = new JsonObject
            {
                ["enabled"] = true,
                ["client_id"] = robot.ClientId,
                ["client_secret"] = robot.ClientSecret,
                ["endpoints"] = Endpoints(),
                // Most scenarios look at the answer's own words.
                ["reply"] = new JsonObject { ["ai_label"] = false },
            },
        },
        ["models"] = UsualModels(),
        ["gateway"] = new JsonObject { ["port"] = 0 },
    };

    public JsonObject Endpoints() => new() { ["api"] = DingTalk.Address.AbsoluteUri, ["oapi"] = DingTalk.Address.AbsoluteUri };

    public JsonObject UsualModels() => new()
    {
        ["default"] = "lab/scripted-1",
        ["timeout_seconds"] = 45,
        ["providers"] = new JsonObject { ["lab"] = new JsonObject { ["type"] = "openai", ["base_url"] = Model.BaseUrl.AbsoluteUri, ["api_key"] = "lab-key" } },
    };
}
