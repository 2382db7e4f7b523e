using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>What is stored of a person: given out, and erased wherever it lies, by the operator and by the person.</summary>
public sealed class PrivacyScenarios
{
    [Fact]
    public async Task The_operator_gives_out_and_erases_while_the_gateway_runs_and_without_it()
    {
        await using var lab = await TestLab.StartAsync();
        var group = lab.World.AddGroup("群", "user002", "manager75").ConversationId;
        await lab.AskAsync("user002", "PRIVATE-WORDS");
        var inGroup = await lab.SayAsync("user002", "GROUP-WORDS", group);
        await lab.AnswerAsync(inGroup);
        await lab.AskAsync("manager75", "OTHER-WORDS", group);

        var file = Path.Combine(lab.Home, "lee.zip");
        (await lab.CliAsync("privacy", "export", "user002", "--out", file)).Code.ShouldBe(0);
        using (var zip = ZipFile.OpenRead(file))
        using (var reader = new StreamReader(zip.GetEntry("records.json")!.Open()))
        {
            var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
            text.ShouldContain("PRIVATE-WORDS");
            text.ShouldContain("GROUP-WORDS");
            text.ShouldNotContain("OTHER-WORDS");
        }

        File.Delete(file);
        var looked = await lab.CliAsync("privacy", "erase", "user002");
        looked.Code.ShouldBe(0, looked.Err);
        var (will, stays) = (looked.Out.IndexOf("Will be erased:", StringComparison.Ordinal), looked.Out.IndexOf("Stays:", StringComparison.Ordinal));
        looked.Out.IndexOf("messages: 2", StringComparison.Ordinal).ShouldBeInRange(will, stays, looked.Out);
        looked.Out.IndexOf("audit: 1 (ids without words", StringComparison.Ordinal).ShouldBeGreaterThan(stays, looked.Out);
        foreach (var unknown in new[] { "export", "erase" })
        {
            var (code, _, words) = await lab.CliAsync("privacy", unknown, "nobody-of-that-name");
            (code, words.Contains("Nothing is stored", StringComparison.Ordinal)).ShouldBe((1, true), words);
        }

        File.Exists("dinghy-nobody-of-that-name.zip").ShouldBeFalse();
        (await lab.CliAsync("privacy", "erase", "user002", "--yes")).Out.ShouldStartWith("Erased: 2 messages");
        await lab.AskAsync("manager75", "what was said?", group);
        var request = lab.Model.Requests[^1].Text;
        (request.Contains("OTHER-WORDS", StringComparison.Ordinal), request.Contains("GROUP-WORDS", StringComparison.Ordinal)).ShouldBe((true, false));

        await lab.StopGatewayAsync();
        (await lab.CliAsync("privacy", "erase", "manager75", "--yes")).Code.ShouldBe(0);
        var bytes = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(lab.DatabaseFile, TestContext.Current.CancellationToken));
        foreach (var words in new[] { "PRIVATE-WORDS", "GROUP-WORDS", "OTHER-WORDS" }) bytes.ShouldNotContain(words);
        JsonNode.Parse((await lab.CliAsync("audit", "list", "--kind", "privacy", "--json")).Out)!["entries"]!.AsArray()
            .Select(entry => $"{entry!["kind"]} {entry["subject"]}").ShouldBe(["privacy.exported user002", "privacy.erased user002", "privacy.erased manager75"]);
        (await lab.CliAsync("audit", "verify")).Code.ShouldBe(0);

        await lab.StartGatewayAsync();
        (await lab.AskAsync("user002", "again")).Text.ShouldContain("again", Case.Sensitive, "who may write may write still");
    }

    [Fact]
    public async Task Whoever_asks_sees_gets_and_erases_their_own_in_private_alone()
    {
        await using var lab = await TestLab.StartAsync();
        await lab.AskAsync("user002", "我的秘密计划");
        (await lab.AskAsync("user002", "/我的数据", lab.World.AddGroup("群", "user002").ConversationId)).Text.ShouldContain("单聊");
        (await lab.AskAsync("user002", "/我的数据")).Text.ShouldContain("消息：");
        var exported = await lab.SayAsync("user002", "/我的数据 导出");
        (await lab.AnswerAsync(exported)).Text.ShouldContain("文件随后发出");
        var file = (await lab.BotMessagesAsync(1, message => message.Kind == "sampleFile", "the export"))[0];
        file.ConversationId.ShouldBe(lab.World.PrivateConversation("user002"));
        MediaBytes.Unzip(lab.World.FindFile(file.Extras!.MediaId!)!.Bytes).ShouldHaveSingleItem().Item2.ShouldContain("我的秘密计划");
        (await lab.AskAsync("user002", "/我的数据 删除")).Text.ShouldContain("确认");
        (await lab.AskAsync("user002", "/我的数据 删除 确认")).Text.ShouldContain("已删除");
        await lab.AskAsync("user002", "还记得吗");
        lab.Model.Requests[^1].Text.ShouldNotContain("秘密计划");
    }
}
