using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Dinghy.Gateway.Tests.Storage;

public sealed class SqliteHomeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_owner_can_read_what_people_wrote_whatever_the_umask()
    {
        if (OperatingSystem.IsWindows()) return; // Its folders carry rights of their own.
        using var home = new TempHome();
        await using var store = SqliteStore.Open(home.Path);
        await store.AddTurnAsync(new Said().NewTurn(), null, Ct);
        foreach (var file in Directory.EnumerateFiles(home.Path, "dinghy.db*"))
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
    }

    [Fact]
    public void A_home_that_is_made_is_the_owners_alone()
    {
        if (OperatingSystem.IsWindows()) return; // Its folders carry rights of their own.
        using var parent = new TempHome();
        var home = Path.Combine(parent.Path, "new");
        using var held = HomeLock.Take(home);
        File.GetUnixFileMode(home).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task One_row_that_can_not_be_read_does_not_keep_the_others_from_being_answered()
    {
        using var home = new TempHome();
        await using (var store = SqliteStore.Open(home.Path))
        {
            await store.AddTurnAsync(new Said { Id = "odd" }.NewTurn(), null, Ct);
            await store.AddTurnAsync(new Said { Id = "good" }.NewTurn(), null, Ct);
        }

        using (var connection = new SqliteConnection($"Data Source={home.Database};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE turns SET payload = '{' WHERE message_id = 'odd'";
            command.ExecuteNonQuery().ShouldBe(1);
        }

        await using var again = SqliteStore.Open(home.Path);
        (await again.ResumeTurnsAsync(Ct)).Select(turn => turn.MessageId.Value).ShouldBe(["good"]);
    }
}
