using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>What the demo's chat page can be shown: buttons to press, and a file.</summary>
public sealed class DemoAnswerScenarios
{
    [Fact]
    public async Task The_demo_offers_buttons_that_can_be_pressed_and_sends_a_file()
    {
        var home = Directory.CreateTempSubdirectory("dinghy-lab-").FullName;
        try
        {
            await using var demo = ChildProgram.Start(home, ["demo", "--port", "0"]);
            var page = new Uri((await Guard.ForAsync(demo.Out.WaitAsync(line => line.StartsWith("Chat page: ")), "the address", demo.Report))["Chat page: ".Length..]);
            await demo.LineAsync(TestLab.Connected);
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = page };

            await PostAsync(http, "say", new { from = "user002", text = "选项" });
            var card = (await MessagesAsync(http, after: 0))[0];
            card["kind"]!.GetValue<string>().ShouldBe("actionCard");
            card["extras"]!["buttons"]!.AsArray().Select(button => button!["title"]!.GetValue<string>()).ShouldBe(["表格", "代码", "慢慢说"]);

            await PostAsync(http, "press", new { msgId = card["msgId"]!.GetValue<string>(), person = "user002", button = "代码" });
            (await MessagesAsync(http, after: 1))[0]["text"]!.GetValue<string>().ShouldContain("```csharp");

            await PostAsync(http, "say", new { from = "user002", text = "发文件" });
            var sent = await MessagesAsync(http, after: 2);
            if (sent.Count == 1) sent = [sent[0], .. await MessagesAsync(http, after: 3)];
            sent[1]["extras"]!["fileName"]!.GetValue<string>().ShouldBe("hello.pdf");
            demo.Terminate();
            (await demo.ExitAsync()).ShouldBe(0);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task PostAsync(HttpClient http, string what, object body) =>
        (await http.PostAsJsonAsync($"/_emulator/{what}", body)).EnsureSuccessStatusCode();

    private static async Task<IReadOnlyList<JsonNode>> MessagesAsync(HttpClient http, int after) =>
        [.. JsonNode.Parse(await http.GetStringAsync($"/_emulator/messages?after={after}&wait=60"))!.AsArray().Select(node => node!)];
}
