using System.Text.Json.Nodes;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Scenarios;

/// <summary><c>dinghy doctor --fix</c>, the doctor of a running gateway over its port and in chat, and what its calls count.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DoctorFixScenarios
{
    [Fact]
    public async Task What_is_ours_is_put_right_once_and_a_dry_run_only_says_so()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "modes of files");
        await using var lab = await TestLab.StartAsync(DoctorLab.Options() with { Config = LabOptions.Channel(channel => channel["client_secret"] = " emulator-secret-0001 ") });
        var stale = Path.Combine(lab.Home, "gateway.json");
        await File.WriteAllTextAsync(stale, """{"process_id":1,"address":"http://127.0.0.1:1"}""");
        var (old, young) = (Path.Combine(lab.Home, $"config.json.{Guid.NewGuid():N}.new"), Path.Combine(lab.Home, $"config.json.{Guid.NewGuid():N}.new"));
        foreach (var file in new[] { old, young }) await File.WriteAllTextAsync(file, "");
        File.SetLastWriteTimeUtc(old, DateTime.UnixEpoch);
        Open(lab.Home);
        Open(lab.ConfigFile);

        var dry = JsonNode.Parse((await lab.CliAsync("doctor", "--fix", "--dry-run", "--json")).Out)!;
        dry["dry_run"]!.GetValue<bool>().ShouldBeTrue();
        dry["fixes"]!.AsArray().Select(fix => $"{fix!["id"]} {fix["outcome"]}").ShouldBe(["home.modes would", "home.modes would", "home.stale would", "home.leftovers would", "config.blanks would"]);
        File.Exists(stale).ShouldBeTrue();

        var (code, text, _) = await lab.CliAsync("doctor", "--fix");
        (code, text.Split('\n').Length, text.Contains("FAILED", StringComparison.Ordinal)).ShouldBe((0, 5, false), text);
        text.ShouldNotContain("emulator-secret");
        (File.Exists(stale), File.Exists(old), File.Exists(young)).ShouldBe((false, false, true));
        (await File.ReadAllTextAsync(lab.ConfigFile)).ShouldContain("\"emulator-secret-0001\"");
        (File.GetUnixFileMode(lab.ConfigFile) & UnixFileMode.GroupRead).ShouldBe(UnixFileMode.None);
        (await lab.CliAsync("doctor", "--fix")).Out.ShouldBe("Nothing to put right.");
        (await lab.CheckAsync()).Unwell.ShouldBeEmpty();
        (await lab.CliAsync("doctor", "--dry-run")).Code.ShouldBe(2);
    }

    [Fact]
    public async Task Misspelt_keys_are_renamed_where_they_stand_and_can_be_taken_back()
    {
        await using var lab = await TestLab.StartAsync(DoctorLab.Options());
        var text = "// mine\n" + (await File.ReadAllTextAsync(lab.ConfigFile)).Replace("\"card_after\"", "/* it */ \"card_aftr\"", StringComparison.Ordinal).Replace("\"port\"", "\"own_key\":1,\"port\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(lab.ConfigFile, text);
        (await lab.CheckAsync(null, "--offline"))["config.readable"].ShouldSatisfyAllConditions(check => check.Outcome.ShouldBe("warn"), check => check.Next.ShouldNotBeNull().ShouldContain("doctor --fix"));

        (await lab.CliAsync("doctor", "--fix", "--dry-run")).Out.ShouldBe("would   config.keys  channels.dingtalk.reply.card_aftr: renamed to card_after");
        (await File.ReadAllTextAsync(lab.ConfigFile)).ShouldBe(text);
        (await lab.CliAsync("doctor", "--fix")).Out.ShouldBe("fixed   config.keys  channels.dingtalk.reply.card_aftr: renamed to card_after");
        (await File.ReadAllTextAsync(lab.ConfigFile)).ShouldBe(text.Replace("card_aftr", "card_after", StringComparison.Ordinal));
        (await lab.CliAsync("doctor", "--fix")).Out.ShouldBe("Nothing to put right.");
        (await lab.CheckAsync(null, "--card", DoctorLab.Person)).Unwell.ShouldBe("config.readable: warn", "the key of nobody's is kept and told");

        (await lab.CliAsync("config", "rollback", "1")).Code.ShouldBe(0);
        (await File.ReadAllTextAsync(lab.ConfigFile)).ShouldBe(text);
    }

    [Fact]
    public async Task The_database_of_an_earlier_program_is_upgraded_and_not_while_a_gateway_is_at_work()
    {
        await using var lab = await TestLab.StartAsync(DoctorLab.Options());
        await OldDatabase.MakeAsync(lab.DatabaseFile, schema: 12);
        using (HomeLock.Take(lab.Home))
        {
            var (refused, said, _) = await lab.CliAsync("doctor", "--fix");
            (refused, said).ShouldSatisfyAllConditions(() => refused.ShouldBe(1), () => said.ShouldContain("FAILED  home.database"), () => said.ShouldContain("dinghy gateway restart"));
        }

        OldDatabase.SchemaOf(lab.DatabaseFile).ShouldBe(12);
        (await lab.CheckAsync(null, "--offline")).Unwell.ShouldBeEmpty();
        (await lab.CliAsync("doctor", "--fix")).Out.ShouldContain("fixed   home.database");
        OldDatabase.SchemaOf(lab.DatabaseFile).ShouldBe(SqliteUpgrades.Newest);
        (await lab.CliAsync("doctor", "--fix")).Out.ShouldNotContain("home.database");
    }

    [Fact]
    public async Task Beside_a_gateway_nothing_of_its_files_is_touched_and_live_calls_are_counted()
    {
        await using var lab = await TestLab.StartAsync(DoctorLab.Options());
        await lab.StartGatewayAsync();
        await lab.StatusAsync();
        (await lab.CliAsync("doctor", "--fix")).Out.ShouldBe("Nothing to put right.");
        File.Exists(Path.Combine(lab.Home, "gateway.json")).ShouldBeTrue();

        foreach (var running in new[] { true, false })
        {
            var before = await UsedAsync(lab);
            if (!running) await lab.StopGatewayAsync();
            (await lab.CheckAsync(null, "--card", DoctorLab.Person)).MeteredCalls.ShouldBe(5);
            (await UsedAsync(lab) - before).ShouldBe(5);
        }
    }

    [Fact]
    public async Task An_owner_asks_for_it_in_a_private_chat_and_nobody_else_does()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = all => (all["owners"], all["language"]) = (new JsonArray("manager75"), "en") });
        (await lab.AskAsync("user002", "/doctor")).Text.ShouldContain("Only an owner");
        (await lab.AskAsync("manager75", "/doctor", lab.World.Groups[0].ConversationId)).Text.ShouldContain("private chat");
        (await lab.AskAsync("manager75", "/诊断")).Text.ShouldMatch(@"\d+ checks: \d+ ok, \d+ to look at, \d+ failed");
        (await lab.AskAsync("manager75", "/doctor fix")).Text.ShouldContain("Nothing to put right.");
    }

    [Fact]
    public async Task The_admin_port_checks_and_puts_right_with_the_token()
    {
        await using var lab = await TestLab.StartAsync();
        using var http = new HttpClient();
        var address = await lab.AdminAddressAsync();
        using (var refused = await http.PostAsync(new Uri(address, "/api/doctor"), null)) ((int)refused.StatusCode).ShouldBe(401);
        http.DefaultRequestHeaders.Authorization = new("Bearer", lab.Token);
        using var checkedUp = await http.PostAsync(new Uri(address, "/api/doctor?offline=true"), null);
        var checks = JsonNode.Parse(await checkedUp.Content.ReadAsStringAsync())!["checks"]!.AsArray();
        checks.Single(check => check!["id"]!.ToString() == "gateway.answers")!["outcome"]!.ToString().ShouldBe("ok");
        checks.Single(check => check!["id"]!.ToString() == "dingtalk.credentials")!["outcome"]!.ToString().ShouldBe("skipped");
        using var mended = await http.PostAsync(new Uri(address, "/api/doctor/fix?dryRun=true"), null);
        JsonNode.Parse(await mended.Content.ReadAsStringAsync())!["dry_run"]!.GetValue<bool>().ShouldBeTrue();
    }

    private static async Task<long> UsedAsync(TestLab lab) => JsonNode.Parse((await lab.CliAsync("quota", "--json")).Out)!["organisations"]![0]!["calls"]!["used"]!.GetValue<long>();

    private static void Open(string path) => File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.GroupRead | UnixFileMode.OtherRead | (Directory.Exists(path) ? UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : 0));
}
