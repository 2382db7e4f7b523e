using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>The same steps by the running gateway's routes, as its first-run page takes them.</summary>
public sealed class SetupRouteScenarios
{
    internal static async Task<HttpClient> ClientAsync(TestLab lab, string? token = null)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = await lab.AdminAddressAsync() };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token ?? lab.Token);
        return http;
    }

    private static async Task<JsonNode> PostAsync(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    [Fact]
    public async Task A_page_checks_and_saves_a_robot_by_a_code_and_a_model()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { DingTalk = new() { RegistrationInterval = TimeSpan.FromSeconds(2) } });
        using var http = await ClientAsync(lab);
        var state = JsonNode.Parse(await http.GetStringAsync("/api/setup"))!;
        (state["robots"]![0]!["client_id"]!.GetValue<string>(), state["model"]!.GetValue<string>()).ShouldBe(("dingemulator0001", "lab/scripted-1"));
        state["providers"]!.AsArray().ShouldContain(provider => provider!["name"]!.GetValue<string>() == "qwen");

        var wrong = await PostAsync(http, "/api/setup/channel/save?lang=zh", new { account = "branch", client_id = "dingemulator0001", client_secret = "HUSH" });
        (wrong["ok"]!.GetValue<bool>(), wrong["saved"]!.GetValue<bool>()).ShouldBe((false, false));

        var code = await PostAsync(http, "/api/setup/qr", new { });
        code["modules"]!.AsArray().Count.ShouldBeGreaterThanOrEqualTo(21);
        var userCode = code["user_code"]!.GetValue<string>();
        var early = await http.PostAsJsonAsync("/api/setup/channel/save", new { account = "branch", qr = code["id"]!.GetValue<string>() });
        early.StatusCode.ShouldBe(HttpStatusCode.BadRequest, "nobody scanned it yet");
        var made = lab.World.ConfirmRegistration(userCode).ShouldNotBeNull();
        JsonNode seen;
        do seen = await PostAsync(http, "/api/setup/qr/poll", new { id = code["id"]!.GetValue<string>() });
        while (seen["state"]!.GetValue<string>() == "waiting");
        (seen["state"]!.GetValue<string>(), seen["client_id"]!.GetValue<string>()).ShouldBe(("done", made.ClientId));
        seen.ToJsonString().ShouldNotContain(made.ClientSecret, Case.Sensitive, "the secret stays in the gateway");

        var saved = await PostAsync(http, "/api/setup/channel/save?lang=en", new { account = "branch", qr = code["id"]!.GetValue<string>() });
        (saved["ok"]!.GetValue<bool>(), saved["saved"]!.GetValue<bool>()).ShouldBe((true, true), saved.ToJsonString());
        saved.ToJsonString().ShouldNotContain(made.ClientSecret);
        saved["checks"]!.AsArray().ShouldContain(check => check!["id"]!.GetValue<string>() == "dingtalk.credentials" && check["outcome"]!.GetValue<string>() == "ok");
        await lab.Gateway.LineAsync("DingTalk channel started (Stream Mode) [branch]");

        var model = await PostAsync(http, "/api/setup/model/check", new { model = "lab/other-1" });
        (model["ok"]!.GetValue<bool>(), model["saved"]!.GetValue<bool>()).ShouldBe((true, false), model.ToJsonString());
        model = await PostAsync(http, "/api/setup/model/save", new { model = "lab/other-1" });
        model["saved"]!.GetValue<bool>().ShouldBeTrue();
        JsonNode.Parse(await File.ReadAllTextAsync(lab.ConfigFile))!["models"]!["default"]!.GetValue<string>().ShouldBe("lab/other-1");
        var elsewhere = await PostAsync(http, "/api/setup/model/check", new { model = "lab/other-1", base_url = "http://127.0.0.1:9/v1" });
        (elsewhere["ok"]!.GetValue<bool>(), elsewhere["sentence"]!.GetValue<string>()).ShouldBe((false, "lab has a key for another address: give the key for http://127.0.0.1:9/v1 with it."));
        var (_, audit, _) = await lab.CliAsync("audit", "list", "--json");
        JsonNode.Parse(audit)!["entries"]!.AsArray().Count(entry => entry!["kind"]!.GetValue<string>() == "config.changed" && entry["facts"]!.GetValue<string>().Contains("\"setup\"", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Models_are_tested_and_chosen_by_routes()
    {
        await using var lab = await TestLab.StartAsync();
        using var http = await ClientAsync(lab);
        var tested = await PostAsync(http, "/api/models/test", new { });
        var one = tested["models"]!.AsArray().ShouldHaveSingleItem()!;
        (tested["ok"]!.GetValue<bool>(), one["model"]!.GetValue<string>()).ShouldBe((true, "lab/scripted-1"), tested.ToJsonString());
        one["first_token_ms"]!.GetValue<double>().ShouldBeGreaterThan(0);
        lab.Model.Otherwise = ModelBehaviour.Status(401, """{"error":{"message":"Incorrect API key provided: lab-key","code":"invalid_api_key"}}""");
        tested = await PostAsync(http, "/api/models/test", new { model = "lab/scripted-9" });
        (tested["ok"]!.GetValue<bool>(), tested["models"]![0]!["fault"]!.GetValue<string>()).ShouldBe((false, "credentials"));
        tested.ToJsonString().ShouldNotContain("lab-key");

        var set = await PostAsync(http, "/api/models/default", new { model = "lab/scripted-2" });
        (set["saved"]!.GetValue<bool>(), set["sentence"]!.GetValue<string>()).ShouldSatisfyAllConditions(
            one => one.Item1.ShouldBeFalse(), one => one.Item2.ShouldStartWith("lab/scripted-2 does not answer (credentials), so nothing was changed: "));
        (await lab.CliAsync("models", "set", "lab/scripted-2")).ShouldSatisfyAllConditions(one => one.Code.ShouldBe(1), one => one.Err.ShouldContain("--skip-check"));
        set = await PostAsync(http, "/api/models/default", new { model = "lab/scripted-3", skip_check = true });
        set["saved"]!.GetValue<bool>().ShouldBeTrue();
        lab.Model.Otherwise = ModelBehaviour.Answer("OK");
        set = await PostAsync(http, "/api/models/default", new { model = "lab/scripted-2" });
        (set["ok"]!.GetValue<bool>(), set["saved"]!.GetValue<bool>()).ShouldBe((true, true), set.ToJsonString());
        JsonNode.Parse(await File.ReadAllTextAsync(lab.ConfigFile))!["models"]!["default"]!.GetValue<string>().ShouldBe("lab/scripted-2");
        set = await PostAsync(http, "/api/models/default", new { model = "nobody/x" });
        (set["ok"]!.GetValue<bool>(), set["saved"]!.GetValue<bool>()).ShouldBe((false, false));
        set["sentence"]!.GetValue<string>().ShouldContain("names no known provider");
    }
}

/// <summary>None of them opens without the token.</summary>
public sealed class SetupRouteTokenScenarios(SharedLab shared) : IClassFixture<SharedLab>
{
    [Theory]
    [InlineData("GET", "/api/setup")]
    [InlineData("POST", "/api/setup/channel/check")]
    [InlineData("POST", "/api/setup/channel/save")]
    [InlineData("POST", "/api/setup/model/check")]
    [InlineData("POST", "/api/setup/model/save")]
    [InlineData("POST", "/api/setup/qr")]
    [InlineData("POST", "/api/setup/qr/poll")]
    [InlineData("POST", "/api/models/test")]
    [InlineData("POST", "/api/models/default")]
    public async Task Without_the_token_nothing_is_told_or_done(string method, string path)
    {
        using var http = await SetupRouteScenarios.ClientAsync(shared.Lab, "wrong");
        using var answer = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "POST" ? JsonContent.Create(new { model = "demo/demo" }) : null });
        // After a few wrong tokens their sender has to wait, which tells no more.
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests);
        shared.Lab.World.AppRegistrations.ShouldBeEmpty();
    }
}
