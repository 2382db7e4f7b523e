using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>Other programs ask agents as if they were models: OpenAI's own client, and another Dinghy.</summary>
public sealed class OpenAiDoorScenarios
{
    private const string Token = "door-token-of-the-lab";

    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "OpenAiSdk");

    [Fact]
    public async Task The_official_openai_client_lists_asks_streams_and_gets_errors_in_its_own_shape()
    {
        await InstallAsync();
        await using var lab = await StartAsync(config => config["models"]!["providers"]!["lab"]!["models"] = new JsonArray
        {
            new JsonObject { ["id"] = "scripted-1", ["prices"] = new JsonObject { ["input"] = 10, ["output"] = 100, ["currency"] = "CNY" } },
        });
        lab.Model.Otherwise = WithUsage();
        var result = JsonNode.Parse(await RunAsync("node", $"ask.mjs {await lab.AdminAddressAsync()}v1 {Token}"))!;
        result["models"]!.AsArray().Select(model => model!.GetValue<string>()).ShouldBe(["dinghy/default", "dinghy/ops"]);
        result["whole"]!["text"]!.GetValue<string>().ShouldBe("echo: whole");
        (result["whole"]!["finish"]!.GetValue<string>(), result["whole"]!["usage"]!.GetValue<int>()).ShouldBe(("stop", 15));
        result["streamed"]!["text"]!.GetValue<string>().ShouldBe("echo: streamed");
        result["streamed"]!["usage"]!.GetValue<int>().ShouldBe(15);
        result["streamed"]!["chunks"]!.GetValue<int>().ShouldBeGreaterThan(3);
        result["errors"]!.AsArray().Select(error => error!.GetValue<string>()).ShouldBe(["404 model_not_found", "400 null", "401 invalid_api_key"]);

        var request = lab.Model.Requests[0];
        request.Messages.ShouldContain(message => message.Role == "system" && message.Content.Contains("DingTalk"), "the agent keeps its own instructions");
        request.Messages.ShouldContain(message => message.Role == "user" && message.Content.Contains("Be brief."), "the program's are no more than words");
        var usage = JsonNode.Parse((await lab.CliAsync("usage", "--by", "person", "--json")).Out)!;
        usage["rows"]![0]!["key"]!.GetValue<string>().ShouldBe("token:lab");
        (usage["rows"]![0]!["calls"]!.GetValue<int>(), usage["rows"]![0]!["input"]!.GetValue<int>()).ShouldBe((2, 20));
        (await lab.CliAsync("usage", "--by", "model", "--csv")).Out.ShouldContain("lab/scripted-1,2,20,10,0.0012,CNY,0");
    }

    [Fact]
    public async Task An_agent_of_one_Dinghy_is_the_model_of_another()
    {
        await using var first = await StartAsync();
        var address = $"{await first.AdminAddressAsync()}v1";
        await using var second = await TestLab.StartAsync(new LabOptions
        {
            Config = config => config["models"] = new JsonObject
            {
                ["default"] = "next/dinghy/ops",
                ["providers"] = new JsonObject { ["next"] = new JsonObject { ["type"] = "openai", ["base_url"] = address, ["api_key"] = Token } },
            },
        });
        (await second.AskAsync("user002", "你好")).Text.ShouldContain("你好");
        (await second.AskAsync("user002", "再问一句")).Text.ShouldContain("再问一句");
        first.Model.Requests[^1].Messages.ShouldContain(message => message.Content.Contains("你好"), "the talk of the one is the talk of the other");
        second.Model.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Closed_it_is_not_there_and_without_a_token_nothing_is_told()
    {
        await using var closed = await TestLab.StartAsync();
        (await closed.GetAsync("/v1/models")).Code.ShouldBe(404);
        await using var open = await StartAsync();
        (await open.GetAsync("/v1/models")).Code.ShouldBe(401);
        (await PostAsync(open, "x", new JsonObject())).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_used_up_budget_an_unusable_model_and_nonsense_are_told_in_OpenAIs_words()
    {
        await using var lab = await StartAsync(config => config["budgets"] = new JsonObject { ["per_person"] = new JsonObject { ["tokens_per_day"] = 10 } });
        lab.Model.Enqueue(ModelBehaviour.Status(500), ModelBehaviour.Status(500), ModelBehaviour.Status(500));
        (await PostAsync(lab, Token, Ask("one"))).Code.ShouldBe("model_down");
        (await PostAsync(lab, Token, Ask("two"))).Status.ShouldBe(HttpStatusCode.OK);
        var refused = await PostAsync(lab, Token, Ask("three"));
        (refused.Status, refused.Code).ShouldBe((HttpStatusCode.TooManyRequests, "insufficient_quota"));
        (await lab.AskAsync("user002", "在吗")).Text.ShouldContain("在吗", customMessage: "a token's budget is no person's");

        (await PostAsync(lab, Token, Ask("x", parts: new JsonArray { new JsonObject { ["type"] = "image_url" } }))).Code.ShouldBe("unsupported_content");
        (await PostAsync(lab, Token, JsonValue.Create("words"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(lab, Token, Ask(new string('x', 3 * 1024 * 1024)))).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_tool_that_asks_a_person_is_refused_where_nobody_sees_the_question()
    {
        await using var lab = await StartAsync(config => config["tools"] = new JsonObject { ["policy"] = new JsonObject { ["read_file"] = "ask" } });
        lab.Workspace("secret.txt", "THE-SECRET"u8.ToArray());
        lab.Model.Enqueue(ModelBehaviour.CallTool("read_file", """{"path":"secret.txt"}"""), ModelBehaviour.Answer("It can not be read here."));
        (await PostAsync(lab, Token, Ask("read the secret"))).Status.ShouldBe(HttpStatusCode.OK);
        lab.Model.Requests[^1].Messages[^1].Content.ShouldStartWith("Not run: this needs a person's yes, and nobody can be asked here.");
        using var database = Database.Open(lab.DatabaseFile);
        database.Texts("SELECT code FROM tool_approvals").ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_leaves_ends_the_call_to_the_model()
    {
        await using var lab = await StartAsync();
        var left = new TaskCompletionSource();
        lab.Model.Otherwise = new ModelBehaviour(async turn =>
        {
            await turn.StartStreamAsync();
            await turn.SendTextAsync("a beginning");
            await turn.UntilStoppedAsync();
            left.SetResult();
        });
        using var leave = new CancellationTokenSource();
        var asking = PostAsync(lab, Token, Ask("tell me"), leave.Token);
        await lab.Model.WaitForRequestAsync(1);
        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => asking);
        await Guard.ForAsync(left.Task, "the end of the call", lab.Gateway.Report);
    }

    private static Task<TestLab> StartAsync(Action<JsonObject>? more = null) => TestLab.StartAsync(new LabOptions
    {
        Config = config =>
        {
            config["gateway"]!["openai"] = new JsonObject { ["enabled"] = true, ["tokens"] = new JsonObject { ["lab"] = Token } };
            config["agents"] = new JsonObject { ["list"] = new JsonArray { new JsonObject { ["id"] = "ops", ["instructions"] = "You run things." } } };
            more?.Invoke(config);
        },
    });

    private static ModelBehaviour WithUsage() => new(async turn =>
    {
        await turn.StartStreamAsync();
        await turn.SendTextAsync("echo: ");
        await turn.SendTextAsync(turn.Request.Messages[^1].Content);
        await turn.SendRawAsync("data: {\"id\":\"chatcmpl-1\",\"model\":\"scripted-1\",\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}}\n\n"u8.ToArray());
        await turn.SendEndAsync();
    });

    private static JsonObject Ask(string text, JsonArray? parts = null) => new()
    {
        ["model"] = "dinghy",
        ["messages"] = new JsonArray { new JsonObject { ["role"] = "user", ["content"] = parts is null ? text : parts } },
    };

    private static async Task<(HttpStatusCode Status, string? Code)> PostAsync(TestLab lab, string token, JsonNode body, CancellationToken ct = default)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(await lab.AdminAddressAsync(), "/v1/chat/completions")) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", token);
        using var response = await http.SendAsync(request, ct);
        var answer = await response.Content.ReadAsStringAsync(ct);
        return (response.StatusCode, response.IsSuccessStatusCode || answer.Length == 0 ? null : JsonNode.Parse(answer)!["error"]!["code"]?.GetValue<string>());
    }

    /// <summary>Into the build output; once, until the lock file changes.</summary>
    private static async Task InstallAsync()
    {
        var done = Path.Combine(s_folder, "node_modules", ".installed");
        var wanted = await File.ReadAllTextAsync(Path.Combine(s_folder, "package-lock.json"));
        if (File.Exists(done) && await File.ReadAllTextAsync(done) == wanted) return;
        await RunAsync("npm", "ci --no-audit --no-fund");
        await File.WriteAllTextAsync(done, wanted);
    }

    private static async Task<string> RunAsync(string program, string arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = s_folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NO_PROXY"] = "127.0.0.1,localhost";
        try
        {
            using var running = Process.Start(start).ShouldNotBeNull();
            var (output, errors) = (running.StandardOutput.ReadToEndAsync(), running.StandardError.ReadToEndAsync());
            await Guard.ForAsync(running.WaitForExitAsync(), $"the end of {program} {arguments}", () => "");
            running.ExitCode.ShouldBe(0, $"{await output}\n{await errors}");
            return await output;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"'{program}' is not on this machine. This test runs OpenAI's Node client: install Node.js 20 or newer with npm.", e);
        }
    }
}
