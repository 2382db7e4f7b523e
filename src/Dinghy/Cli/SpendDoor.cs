using System.Globalization;
using Dinghy.Gateway.Storage;

namespace Dinghy.Cli;

/// <summary>Where the terminal's own model calls are counted: with the gateway that runs on this home, else in its database, which is held for the moment only.</summary>
internal sealed class SpendDoor(string home) : ISpendStore
{
    private readonly HomeDoor _home = new(home);
    private readonly List<Task> _adding = [];

    public async Task<IReadOnlyList<Spend>> ReadSpendAsync(DateOnly from, DateOnly to, CancellationToken ct) =>
        (await _home.AskAsync(client => client.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/spend?from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}"), CliJson.Default.SpendReport, ct)))?.Rows
            ?? await _home.DirectlyAsync(store => store.ReadSpendAsync(from, to, ct), []);

    public Task AddSpendAsync(Spend spend, CancellationToken ct)
    {
        var adding = AddAsync(spend, ct);
        _adding.Add(adding);
        return adding;
    }

    /// <summary>Nothing here is old.</summary>
    public Task<int> PruneSpendAsync(DateOnly before, CancellationToken ct) => Task.FromResult(0);

    /// <summary>Ends when what was spent is stored.</summary>
    /// <returns>Null: it is. Else why not.</returns>
    public async Task<string?> StoredAsync()
    {
        try
        {
            await Task.WhenAll(_adding);
            return null;
        }
        catch (Exception e) when (e is IOException or StoreException)
        {
            return e.Message;
        }
        finally
        {
            _adding.Clear();
        }
    }

    private async Task AddAsync(Spend spend, CancellationToken ct)
    {
        if (await _home.AskAsync(client => client.PostAsync("/api/spend", spend, CliJson.Default.Spend, CliJson.Default.SpendReport, ct)) is not null) return;
        await _home.DirectlyAsync(async store =>
        {
            await store.AddSpendAsync(spend, ct);
            return true;
        });
    }
}
