using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dinghy.Admin;
using Dinghy.DingTalk;
using Dinghy.Emulator;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Files;
using Dinghy.Hosting;
using Dinghy.Tests.Support;

namespace Dinghy.Tests.WebConsole;

/// <summary>An emulated DingTalk, a real gateway on a free port, and browsers before it. manager75 owns it, user001 operates and user002 audits.</summary>
internal sealed partial class ConsoleLab : IAsyncDisposable
{
    public const string Owner = "manager75";
    public const string Operator = "user001";
    public const string Auditor = "user002";

    private readonly List<Browser> _browsers = [];
    private readonly TempHome _home;
    private readonly bool _ownsHome;
    private GatewayRun? _run;

    private ConsoleLab(TempHome home, bool ownsHome, EmulatorServer emulator) => (_home, _ownsHome, DingTalk) = (home, ownsHome, emulator);

    public EmulatorServer DingTalk { get; }

    public GatewayRun Run => _run.ShouldNotBeNull();

    public string Home => _home.Path;

    public Uri Address => RunningGateway.Find(Home).ShouldNotBeNull().Address;

    public string Token => AdminToken.Read(Home);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ConsoleLab> StartAsync(Func<DinghyConfig, DinghyConfig>? change = null, TempHome? home = null)
    {
        var emulator = await EmulatorServer.StartAsync(new EmulatorOptions(), Ct);
        emulator.World.AddPerson(Operator, "李雷");
        emulator.World.AddPerson("stranger", "路人");
        var lab = new ConsoleLab(home ?? new TempHome(), home is null, emulator);
        var app = new EmulatedApp();
        var config = new DinghyConfig
        {
            Home = lab.Home,
            Accounts = [new AccountConfig { ClientId = app.ClientId, ClientSecret = new Secret(app.ClientSecret), RobotCode = app.RobotCode, Endpoints = new DingTalkEndpoints(emulator.Address, emulator.Address) }],
            Models = new ModelsConfig { Default = "demo/demo" },
            Gateway = new GatewayConfig { Port = 0 },
            Owners = new HashSet<string> { Owner },
            Console = new ConsoleConfig { Operators = new HashSet<string> { Operator }, Auditors = new HashSet<string> { Auditor }, Hosts = ["dinghy.example.com"] },
        };
        lab._run = await GatewayRun.StartAsync(change?.Invoke(config) ?? config, AdminServer.BuildBeside(verbose: false), Ct);
        return lab;
    }

    /// <summary>The same people, with a configuration that lies in a file.</summary>
    /// <param name="models">Of the configuration.</param>
    public static async Task<ConsoleLab> StartWithFileAsync(string models = """{ "default": "demo/demo" }""")
    {
        var emulator = await EmulatorServer.StartAsync(new EmulatorOptions(), Ct);
        emulator.World.AddPerson(Operator, "李雷");
        var lab = new ConsoleLab(new TempHome(), ownsHome: true, emulator);
        var app = new EmulatedApp();
        lab._home.With("config.json", $$"""
            {
              // Ours.
              "channels": { "dingtalk": { "enabled": true, "client_id": "{{app.ClientId}}", "client_secret": "{{app.ClientSecret}}", "robot_code": "{{app.RobotCode}}", "endpoints": { "api": "{{emulator.Address}}", "oapi": "{{emulator.Address}}" } } },
              "models": {{models}},
              "owners": ["{{Owner}}"],
              "console": { "operators": ["{{Operator}}"], "auditors": ["{{Auditor}}"] },
              "gateway": { "port": 0 },
              "language": "zh"
            }
            """);
        var watched = new WatchedConfig(ConfigSource.FromProcess(lab.Home, file: null));
        var config = ConfigLoader.Load(watched.Source).Config.ShouldNotBeNull();
        watched.Take(config);
        lab._run = await GatewayRun.StartAsync(config, AdminServer.BuildBeside(verbose: false), Ct, watched);
        return lab;
    }

    public string ConfigFile => _home.File("config.json");

    public Browser Open()
    {
        var browser = new Browser(Address);
        _browsers.Add(browser);
        return browser;
    }

    /// <summary>One that has signed in with the code that the robot sent.</summary>
    public async Task<Browser> SignedInAsync(string staffId)
    {
        var browser = Open();
        var answer = await browser.SignInAsync(staffId, await CodeAsync(browser, staffId));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body);
        return browser;
    }

    /// <summary>One that has the home's token.</summary>
    public async Task<Browser> SignedInByTokenAsync()
    {
        var browser = Open();
        (await browser.EnterAsync(Token)).Status.ShouldBe(HttpStatusCode.OK);
        return browser;
    }

    /// <summary>Asks for a code and reads it in DingTalk.</summary>
    public async Task<string> CodeAsync(Browser browser, string staffId)
    {
        var before = CodesSent;
        (await browser.PostAsync("/api/console/login/code/request", new { staff_id = staffId })).Status.ShouldBe(HttpStatusCode.NoContent);
        var messages = await DingTalk.World.WaitForBotMessagesAsync(before + 1, IsCode, Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);
        return Code().Match(messages[before].Text).Value;
    }

    public int CodesSent => DingTalk.World.BotMessages().Count(IsCode);

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in _browsers) browser.Dispose();
        if (_run is not null) await _run.DisposeAsync();
        await DingTalk.DisposeAsync();
        if (_ownsHome) _home.Dispose();
    }

    private static bool IsCode(BotMessage message) => message.Text.Contains("登录码", StringComparison.Ordinal) || message.Text.Contains("login code", StringComparison.Ordinal);

    [GeneratedRegex("[A-Z2-9]{8}")]
    private static partial Regex Code();
}

internal sealed record Answer(HttpStatusCode Status, string Body, HttpResponseMessage Message)
{
    public JsonElement Json => JsonElement.Parse(Body);

    public string? Error => Json.GetProperty("error").GetString();
}

/// <summary>Sends what a browser on the console's page sends: its cookie, its origin, and the word against forged calls.</summary>
internal sealed class Browser : IDisposable
{
    private readonly HttpClient _http;

    public Browser(Uri address)
    {
        (Address, Origin) = (address, address.GetLeftPart(UriPartial.Authority));
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, CookieContainer = Cookies }) { BaseAddress = address };
    }

    public Uri Address { get; }

    public CookieContainer Cookies { get; } = new();

    public string? Origin { get; set; }

    public string? Csrf { get; set; }

    /// <summary>Added to every call.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    public Task<Answer> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    public Task<Answer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public Task<Answer> SendAsync(HttpMethod method, string path, object? body)
    {
        var request = new HttpRequestMessage(method, path) { Content = new StringContent(body as string ?? JsonSerializer.Serialize(body ?? new { }), Encoding.UTF8, "application/json") };
        if (Origin is not null) request.Headers.Add("Origin", Origin);
        if (Csrf is not null) request.Headers.Add("X-Dinghy-Csrf", Csrf);
        return SendAsync(request);
    }

    /// <summary>Of what stays open; only its head is waited for.</summary>
    public Task<HttpResponseMessage> StreamAsync(string path) =>
        _http.SendAsync(new HttpRequestMessage(HttpMethod.Get, path), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        foreach (var (name, value) in Headers) request.Headers.TryAddWithoutValidation(name, value);
        var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return new(response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response);
    }

    public async Task<Answer> EnterAsync(string token) => Remember(await PostAsync("/api/console/login/token", new { token }));

    public async Task<Answer> SignInAsync(string staffId, string code) => Remember(await PostAsync("/api/console/login/code", new { staff_id = staffId, code }));

    public void Dispose() => _http.Dispose();

    private Answer Remember(Answer answer)
    {
        if (answer.Status == HttpStatusCode.OK) Csrf = answer.Json.GetProperty("csrf").GetString();
        return answer;
    }
}
