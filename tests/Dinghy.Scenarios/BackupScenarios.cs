using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>A copy made while messages flow becomes a home from which a gateway answers, and nobody hears an answer twice.</summary>
public sealed class BackupScenarios
{
    private const int People = 5;
    private const int Each = 6;

    [Fact]
    public async Task A_backup_under_load_is_restored_elsewhere_and_answers_from_there_and_nothing_is_doubled()
    {
        await using var lab = await TestLab.StartAsync();
        var file = Path.Combine(lab.Home, "..", $"{Path.GetFileName(lab.Home)}.zip");
        var other = $"{lab.Home}-restored";
        try
        {
            foreach (var person in Enumerable.Range(1, People)) lab.World.AddPerson(Person(person), $"人{person}");
            await lab.AskAsync(Person(1), "BEFORE-WORDS");
            var said = new List<SaidMessage>();
            var talking = Task.WhenAll(Enumerable.Range(1, People).Select(async person =>
            {
                for (var i = 0; i < Each; i++)
                {
                    var one = await lab.SayAsync(Person(person), $"question {person}-{i}");
                    lock (said) said.Add(one);
                    await lab.AckAsync(one);
                }
            }));
            var (code, _, words) = await lab.CliAsync("backup", "--to", file, "--secrets");
            code.ShouldBe(0, words);
            await talking;
            foreach (var one in said) (await lab.OutcomeAsync(one)).ShouldBe("answered");
            await lab.StopGatewayAsync();
            var answers = Answers(lab);

            var restored = await ChildProgram.RunAsync(lab.Home, ["restore", file, "--home", other, "--json"]);
            restored.Code.ShouldBe(0, restored.Err);
            JsonNode.Parse(restored.Out)!["must_set"]!.AsArray().ShouldBeEmpty();
            (await ChildProgram.RunAsync(lab.Home, ["audit", "verify", "--home", other])).Code.ShouldBe(0);
            await using var gateway = ChildProgram.Start(lab.Home, ["gateway", "--home", other]);
            await gateway.LineAsync(TestLab.Connected);
            (await lab.AskAsync(Person(1), "and now?")).Text.ShouldContain("and now?");
            lab.Model.Requests[^1].Text.ShouldContain("BEFORE-WORDS");
            // One question of another talk behind all that a restart would have gone on with.
            await lab.AskAsync("user002", "last");
            Answers(lab).ShouldBe(answers + 2, "what was open in the copy was answered where it was copied from");

            (await ChildProgram.RunAsync(lab.Home, ["restore", file, "--home", other, "--force"])).Code.ShouldBe(6, "a gateway runs there");
            gateway.Terminate();
            await gateway.ExitAsync();
            (await ChildProgram.RunAsync(lab.Home, ["restore", file, "--home", other])).Code.ShouldBe(1, "it is not empty");
        }
        finally
        {
            File.Delete(file);
            foreach (var folder in Directory.EnumerateDirectories(Path.GetDirectoryName(other)!, $"{Path.GetFileName(other)}*")) Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Without_secrets_the_restored_configuration_says_what_must_be_set_again()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { StartGateway = false });
        var file = Path.Combine(lab.Home, "copy.zip");
        (await lab.CliAsync("backup", "--to", file)).Err.ShouldContain("Secrets are not in it");
        var other = $"{lab.Home}-restored";
        var killed = Directory.CreateDirectory($"{other}.restoring-{Guid.NewGuid():N}");
        try
        {
            var restored = await ChildProgram.RunAsync(lab.Home, ["restore", file, "--home", other]);
            restored.Code.ShouldBe(0, restored.Err);
            restored.Err.ShouldContain($"{killed.FullName} was left by a restore that was killed");
            restored.Err.ShouldContain("channels.dingtalk.client_secret");
            restored.Err.ShouldContain("models.providers.lab.api_key");
            (await ChildProgram.RunAsync(lab.Home, ["gateway", "--home", other])).Code.ShouldBe(3, "not with a secret that is none");
        }
        finally
        {
            killed.Delete();
            Directory.Delete(other, recursive: true);
        }
    }

    private static int Answers(TestLab lab) => lab.World.BotMessages().Count(message => message.Text.StartsWith("echo", StringComparison.Ordinal));

    private static string Person(int number) => $"load00{number}";
}
