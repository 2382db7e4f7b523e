using Dinghy.Admin;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Cli;

/// <summary>A home from the terminal: through the gateway where one runs, else on its database, which is then held so that none starts meanwhile.</summary>
internal sealed class HomeDoor(string home)
{
    public string Path => home;

    /// <summary>Something was stored there.</summary>
    public bool HasStore => File.Exists(System.IO.Path.Combine(home, "dinghy.db"));

    /// <returns>Null: no gateway runs there.</returns>
    /// <exception cref="IOException">One does, and could not do it.</exception>
    public async Task<T?> AskAsync<T>(Func<AdminClient, Task<T?>> ask) where T : class
    {
        if (RunningGateway.Find(home) is not { } gateway) return null;
        using var client = new AdminClient(gateway, home);
        return await ask(client);
    }

    /// <summary>On the database, which is made where there is none.</summary>
    /// <exception cref="StoreException">It is in use, or can not be opened.</exception>
    public async Task<T> DirectlyAsync<T>(Func<SqliteStore, Task<T>> work)
    {
        using var held = HomeLock.Take(home);
        await using var store = SqliteStore.Open(home);
        return await work(store);
    }

    /// <summary>On the database; where there is none, the answer is known.</summary>
    /// <exception cref="StoreException">It is in use, or can not be opened.</exception>
    public async Task<T> DirectlyAsync<T>(Func<SqliteStore, Task<T>> work, T nothing) => HasStore ? await DirectlyAsync(work) : nothing;
}
