using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dinghy.ConsoleTests;

/// <summary>A call that waits for a person, decided outside of the chat it was asked in.</summary>
public sealed class ApprovalTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_waits_is_decided_once_and_the_chat_hears_of_it(bool yes)
    {
        await using var lab = await TestLab.StartAsync(new LabOptions
        {
            Config = config =>
            {
                config["owners"] = new JsonArray("manager75");
                config["tools"] = new JsonObject { ["policy"] = new JsonObject { ["append_file"] = "ask" } };
            },
        });
        lab.Model.Enqueue(ModelBehaviour.CallTool("append_file", """{"path":"log.txt","content":"once\n"}"""), ModelBehaviour.Answer("Waiting."), ModelBehaviour.Answer("It is said."));
        await lab.OutcomeAsync(await lab.SayAsync("user002", "please note it"));
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = await lab.AdminAddressAsync() };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", lab.Token);

        var waits = (await ListAsync(http)).ShouldHaveSingleItem();
        (waits.GetProperty("tool").GetString(), waits.GetProperty("state").GetString(), waits.GetProperty("may_decide").GetBoolean()).ShouldBe(("append_file", "pending", true));
        waits.GetProperty("arguments").GetString()!.ShouldContain("once");
        Noted(lab).ShouldBeNull();
        var path = new Uri($"/api/approvals/{waits.GetProperty("id").GetInt64()}", UriKind.Relative);
        (await DecideAsync(http, path, yes)).ShouldBe("done");
        (await DecideAsync(http, path, yes: true)).ShouldBe("too_late");
        await lab.BotMessagesAsync(1, message => message.Text.Contains("It is said.", StringComparison.Ordinal), "what the agent says of it");
        await lab.StatusAsync(status => status.Quiet, "everything to end");
        (Noted(lab) is not null).ShouldBe(yes);
        if (yes) (await File.ReadAllTextAsync(Noted(lab)!)).ShouldBe("once\n");
        var decided = (await ListAsync(http)).ShouldHaveSingleItem();
        (decided.GetProperty("state").GetString(), decided.GetProperty("decided_by").GetString(), decided.GetProperty("may_decide").GetBoolean()).ShouldBe((yes ? "done" : "denied", "cli", false));
        var (code, printed, words) = await lab.CliAsync("audit", "list", "--kind", yes ? "tool.approved" : "tool.denied", "--json");
        code.ShouldBe(0, words);
        printed.ShouldContain("\"actor\":\"cli\"");
        using var missing = await http.PostAsJsonAsync("/api/approvals/999", new { yes = true }, TestContext.Current.CancellationToken);
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<string?> DecideAsync(HttpClient http, Uri path, bool yes)
    {
        using var answer = await http.PostAsJsonAsync(path, new { yes }, TestContext.Current.CancellationToken);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("result").GetString();
    }

    private static async Task<List<JsonElement>> ListAsync(HttpClient http) =>
        [.. JsonElement.Parse(await http.GetStringAsync(new Uri("/api/approvals", UriKind.Relative), TestContext.Current.CancellationToken)).GetProperty("approvals").EnumerateArray()];

    /// <summary>Where the talk keeps its files. Null: nothing was written.</summary>
    private static string? Noted(TestLab lab) => Directory.EnumerateFiles(lab.Home, "log.txt", SearchOption.AllDirectories).SingleOrDefault();
}
