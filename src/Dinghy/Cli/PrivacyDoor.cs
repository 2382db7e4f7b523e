using Dinghy.Admin;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Privacy;
using Dinghy.Gateway.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Cli;

/// <summary>Everything of one person, from the terminal: through the gateway where one runs, else in its database, which is then held so that none starts meanwhile.</summary>
internal sealed class PrivacyDoor(ConfigSource source)
{
    private const string By = "cli";

    private readonly HomeDoor _home = new(source.HomeFolder());

    public async Task<PersonReport> LookAsync(PersonOrder order, CancellationToken ct) =>
        await AskAsync("look", order, ct) ?? await DirectlyAsync(order, async (data, who) => PersonReport.Of(await data.CountAsync(who, ct)), ct);

    public async Task<PersonReport> EraseAsync(PersonOrder order, CancellationToken ct) =>
        await AskAsync("erase", order, ct) ?? await DirectlyAsync(
            order, async (data, who) => PersonReport.Of(await data.CountAsync(who, ct)) with { Erased = ErasureReport.Of(await data.EraseAsync(who, except: 0, By, ct)) }, ct);

    /// <summary>Writes the zip beside its place and moves it there when it is whole.</summary>
    public async Task<PersonReport> ExportAsync(PersonOrder order, string file, CancellationToken ct)
    {
        // Counts first: which account is meant is answered in words.
        var looked = await LookAsync(order, ct);
        if (looked.Problem is not null) return looked;
        if (looked.Records.Count == 0) return looked with { Problem = PersonReport.Nothing };
        await WholeFile.WriteAsync(file, async to =>
        {
            if (!await DownloadAsync(order, to, ct)) await DirectlyAsync(order, async (data, who) => { await data.ZipAsync(who, By, to, ct); return looked; }, ct);
        });
        return looked;
    }

    private async Task<bool> DownloadAsync(PersonOrder order, Stream to, CancellationToken ct) => await _home.AskAsync<object>(
        async client => await client.DownloadAsync("/api/privacy/export", order, CliJson.Default.PersonOrder, to, ct) ? to : null) is not null;

    private Task<PersonReport?> AskAsync(string what, PersonOrder order, CancellationToken ct) =>
        _home.AskAsync(client => client.PostAsync($"/api/privacy/{what}", order, CliJson.Default.PersonOrder, CliJson.Default.PersonReport, ct));

    private Task<PersonReport> DirectlyAsync(PersonOrder order, Func<PersonData, PersonRecord, Task<PersonReport>> work, CancellationToken ct) => _home.DirectlyAsync(
        async store =>
        {
            var accounts = ConfigLoader.Load(source).Readable?.Accounts ?? [];
            var robots = new RobotBook(store, new AccessLog(NullLogger<AccessLog>.Instance));
            await robots.LoadAsync(ct);
            await robots.FollowAsync(accounts, ct);
            if (order.Names(name => robots.KeepsNamed(name, accounts), [.. accounts.Select(account => account.Id)]) is not { } names) return PersonReport.SeveralAccounts;
            return await work(new PersonData(store, store, _home.Path, new PrivacyLog(NullLogger<PrivacyLog>.Instance), TimeProvider.System), PersonData.Of(names, order.Person));
        },
        new PersonReport("There is no database in this home.", new Dictionary<string, int>(StringComparer.Ordinal)));
}
