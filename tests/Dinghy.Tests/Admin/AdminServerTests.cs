using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Dinghy.Admin;
using Dinghy.Cli;
using Dinghy.DingTalk;
using Dinghy.Emulator;
using Dinghy.Gateway.Configuration;
using Dinghy.Hosting;
using Dinghy.Tests.Support;
using Dinghy.WebConsole;

namespace Dinghy.Tests.Admin;

/// <summary>The real admin port of a real gateway, on a free port.</summary>
public sealed class AdminServerTests : IAsyncDisposable
{
    private readonly TempHome _home = new();
    private readonly HttpClient _http = new();
    private GatewayRun? _run;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private RunningGateway Running => RunningGateway.Find(_home.Path).ShouldNotBeNull();

    public async ValueTask DisposeAsync()
    {
        if (_run is not null) await _run.DisposeAsync();
        _http.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task Alive_is_ok_whatever_else_is_wrong()
    {
        await StartAsync();
        using var answer = await GetAsync("/health");
        (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct)).ShouldBe((HttpStatusCode.OK, "ok\n"));
        answer.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task Not_ready_is_503_with_every_reason()
    {
        await StartAsync(model: "nowhere/none");
        using var answer = await GetAsync("/ready");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var report = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Ct));
        report.GetProperty("ready").GetBoolean().ShouldBeFalse();
        var reasons = report.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()!).ToList();
        reasons.Count.ShouldBe(2);
        reasons[0].ShouldContain("no DingTalk channel");
        reasons[1].ShouldContain("nowhere");
    }

    [Fact]
    public async Task Connected_with_a_model_is_ready_and_status_tells_the_same_in_words_and_JSON()
    {
        await using var emulator = await EmulatorServer.StartAsync(new EmulatorOptions(), Ct);
        await StartAsync(emulator: emulator);
        await emulator.World.WaitForConnectionsAsync(1, Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);
        await ReadyAsync();

        var text = await _home.RunAsync("status");
        (text.Code, text.Error).ShouldBe((ExitCodes.Ok, ""));
        text.Out.ShouldContain("\nReady\n");
        text.Out.ShouldContain($", at {Running.Address}, running since ");
        text.Out.ShouldContain("DingTalk [main]: connected since");
        var json = await _home.RunAsync("status", "--json");
        json.Code.ShouldBe(ExitCodes.Ok);
        var report = JsonElement.Parse(json.Out);
        report.GetProperty("channels")[0].GetProperty("connected").GetBoolean().ShouldBeTrue();
        report.GetProperty("process_id").GetInt32().ShouldBe(Environment.ProcessId);

        await emulator.World.SayAsync(new Speech("user002", "hello"), Ct);
        await emulator.World.WaitForBotMessagesAsync(1, ct: Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);
        await Waiting.Until(async () => (await MetricsAsync()).Any(sample => sample is { Name: "dinghy_turns_closed_total", Value: 1 } && sample.Labels.Contains("outcome=\"answered\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Status_of_a_gateway_that_is_not_ready_is_5_and_says_why()
    {
        await StartAsync();
        var text = await _home.RunAsync("status");
        text.Code.ShouldBe(ExitCodes.NotReady);
        text.Out.ShouldContain("NOT ready");
        text.Out.ShouldContain("no DingTalk channel");
        JsonElement.Parse((await _home.RunAsync("status", "--json")).Out).GetProperty("ready").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("Bearer wrong")]
    [InlineData("Basic dXNlcjpwYXNz")]
    public async Task What_tells_more_needs_the_token(string? authorization)
    {
        await StartAsync();
        using var answer = await GetAsync("/api/status", authorization);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        // How to, and nothing else.
        (await answer.Content.ReadFromJsonAsync(ConsoleJson.Default.ConsoleFault, Ct)).ShouldNotBeNull().Error.ShouldBe("unauthorized");
    }

    [Theory]
    [InlineData("GET", "/api/pairing")]
    [InlineData("POST", "/api/pairing/approve")]
    [InlineData("POST", "/api/pairing/deny")]
    [InlineData("POST", "/api/pairing/revoke")]
    public async Task Nobody_is_let_in_without_the_token(string method, string path)
    {
        await StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Running.Address, path));
        if (method == "POST") request.Content = new StringContent("""{"who":"staff-1"}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await _http.SendAsync(request, Ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        // How to, and nothing else.
        (await answer.Content.ReadFromJsonAsync(ConsoleJson.Default.ConsoleFault, Ct)).ShouldNotBeNull().Error.ShouldBe("unauthorized");
    }

    [Fact]
    public async Task Pairing_over_the_admin_port_says_what_became_of_it()
    {
        await StartAsync();
        var run = await _home.RunAsync("pairing", "approve", "dingtalk", "WRONG234", "--json");
        (run.Code, JsonElement.Parse(run.Out).GetProperty("result").GetString()).ShouldBe((ExitCodes.Failed, "unknown"));
        (await _home.RunAsync("pairing", "list")).Out.Trim().ShouldBe("No pending pairing requests.");
        JsonElement.Parse((await _home.RunAsync("pairing", "list", "--json")).Out).GetProperty("approved").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task The_token_opens_and_a_part_of_it_does_not()
    {
        await StartAsync();
        var token = AdminToken.Read(_home.Path);
        token.Length.ShouldBe(64);
        using (var answer = await GetAsync("/api/status", $"Bearer {token}")) answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var near in new[] { token[..^1], token + "0", token.ToUpperInvariant(), $" {token}" })
            using (var answer = await GetAsync("/api/status", $"Bearer {near}")) answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Files_of_the_home_that_hold_secrets_are_their_owners_alone()
    {
        if (OperatingSystem.IsWindows()) return;
        await StartAsync();
        foreach (var file in new[] { "gateway.token", "gateway.json" })
            File.GetUnixFileMode(_home.File(file)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
    }

    [Fact]
    public async Task The_token_stays_the_same_over_restarts_and_an_empty_one_is_never_accepted()
    {
        _home.With("gateway.token", "\n");
        await StartAsync();
        var token = AdminToken.Read(_home.Path);
        token.Length.ShouldBe(64);
        await _run!.DisposeAsync();
        await StartAsync();
        AdminToken.Read(_home.Path).ShouldBe(token);
    }

    [Theory]
    [InlineData("GET", "/api", 404)]
    [InlineData("GET", "/api/nothing", 404)]
    [InlineData("POST", "/health", 405)]
    [InlineData("POST", "/api/status", 405)]
    [InlineData("GET", "/../gateway.token", 404)]
    public async Task Nothing_else_is_served(string method, string path, int status)
    {
        await StartAsync();
        using var answer = await _http.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(Running.Address, path)), Ct);
        ((int)answer.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task Metrics_are_Prometheus_text_with_every_gauge()
    {
        await StartAsync();
        using var answer = await GetAsync("/metrics");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        var names = (await MetricsAsync()).Select(sample => sample.Name).ToHashSet();
        foreach (var name in new[] { "dinghy_turns_in_work", "dinghy_replies_waiting", "dinghy_channels", "dinghy_channels_connected", "dinghy_reconnects", "dinghy_last_frame_age_seconds" })
            names.ShouldContain(name);
    }

    [Fact]
    public async Task A_stop_takes_the_address_away_and_frees_the_home()
    {
        await StartAsync();
        var address = Running.Address;
        await _run!.DisposeAsync();
        _run = null;
        RunningGateway.Find(_home.Path).ShouldBeNull();
        await Should.ThrowAsync<HttpRequestException>(() => _http.GetAsync(new Uri(address, "/health"), Ct));
        await StartAsync();
    }

    [Theory]
    [InlineData("status")]
    [InlineData("reload")]
    [InlineData("pairing", "list")]
    public async Task After_a_kill_nobody_else_who_listens_there_gets_the_token(params string[] command)
    {
        using var stranger = new TcpListener(IPAddress.Loopback, 0);
        stranger.Start();
        new RunningGateway(1, new Uri($"http://{stranger.LocalEndpoint}")).Write(_home.Path);
        AdminToken.ReadOrCreate(_home.Path).ShouldNotBeEmpty();
        await _home.RunAsync(command);
        stranger.Pending().ShouldBeFalse();
    }

    private async Task StartAsync(string model = "demo/demo", EmulatorServer? emulator = null)
    {
        var app = new EmulatedApp();
        var account = emulator is null ? null : new AccountConfig
        {
            ClientId = app.ClientId,
            ClientSecret = new Secret(app.ClientSecret),
            RobotCode = app.RobotCode,
            Endpoints = new DingTalkEndpoints(emulator.Address, emulator.Address),
        };
        var config = new DinghyConfig { Home = _home.Path, Accounts = account is null ? [] : [account], Models = new ModelsConfig { Default = model }, Gateway = new GatewayConfig { Port = 0 } };
        _run = await GatewayRun.StartAsync(config, AdminServer.BuildBeside(verbose: false), Ct);
    }

    private async Task ReadyAsync() => await Waiting.Until(async () =>
    {
        using var answer = await GetAsync("/ready");
        return answer.StatusCode == HttpStatusCode.OK;
    });

    private async Task<List<PrometheusSample>> MetricsAsync() => PrometheusSample.Parse(await _http.GetStringAsync(new Uri(Running.Address, "/metrics"), Ct));

    private async Task<HttpResponseMessage> GetAsync(string path, string? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Running.Address, path));
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await _http.SendAsync(request, Ct);
    }
}
