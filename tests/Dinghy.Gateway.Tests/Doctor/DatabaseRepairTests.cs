using Dinghy.Gateway.Doctor;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Tests.Doctor;

/// <summary>A database as an earlier program left it.</summary>
public sealed class DatabaseRepairTests : IDisposable
{
    private const int Then = 12;

    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task The_database_of_an_earlier_program_is_upgraded_with_what_is_in_it()
    {
        MakeOld();
        SqliteInspection.Look(_home.Path)!.Schema.ShouldBe(Then);
        var found = Find();
        found.ShouldHaveSingleItem().Repair.ShouldBe(new Repair("home.database", _home.Database, found[0].Repair.What));
        SqliteInspection.Look(_home.Path)!.Schema.ShouldBe(Then, "to find it is not to do it");

        HomeRepairs.Do(found).ShouldHaveSingleItem().Done.ShouldBe(true);

        SqliteInspection.Look(_home.Path)!.Schema.ShouldBe(SqliteUpgrades.Newest);
        Find().ShouldBeEmpty("twice is once");
        await using var store = SqliteStore.Open(_home.Path);
        (await store.CountAsync(TestContext.Current.CancellationToken)).Outcomes["ignored:not_allowed"].ShouldBe(1);
    }

    [Fact]
    public void While_a_gateway_holds_the_home_it_is_refused_with_what_to_do()
    {
        MakeOld();
        using var held = HomeLock.Take(_home.Path);
        var refused = HomeRepairs.Do(Find()).ShouldHaveSingleItem();
        (refused.Id, refused.Done).ShouldBe(("home.database", false));
        refused.Failure.ShouldNotBeNull().ShouldContain($"{Environment.ProcessId}");
        Find().ShouldHaveSingleItem().Repair.Failure.ShouldNotBeNull().ShouldContain("dinghy gateway restart");
        SqliteInspection.Look(_home.Path)!.Schema.ShouldBe(Then);
    }

    private IReadOnlyList<(Repair Repair, Action Do)> Find() => HomeRepairs.Find(_home.Path, Path.Combine(_home.Path, "config.json"), Said.At);

    private void MakeOld()
    {
        SqliteLibrary.Load();
        var assembly = typeof(SqliteStore).Assembly;
        using var connection = new SqliteConnection($"Data Source={_home.Database};Pooling=False");
        connection.Open();
        var scripts = assembly.GetManifestResourceNames().Where(name => name.StartsWith("upgrades/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(Then);
        foreach (var name in scripts)
        {
            using var script = new StreamReader(assembly.GetManifestResourceStream(name)!);
            Run(script.ReadToEnd());
        }

        Run($"PRAGMA user_version = {Then}");
        Run("INSERT INTO turns (account, message_id, conversation, received_at, state, outcome, reason, closed_at) VALUES ('main', 'old', '', 1, 'closed', 'ignored', 'not_allowed', 1)");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_home.Database, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        void Run(string sql)
        {
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Scripts of this program.
            command.CommandText = sql;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }
    }
}
