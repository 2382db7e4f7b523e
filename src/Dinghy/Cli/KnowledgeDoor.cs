using Dinghy.Admin;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Knowledge;
using Dinghy.Gateway.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Cli;

/// <summary>Documents from the terminal. Looking needs no gateway and disturbs none: the index is read where it lies. Reading the folders anew is the gateway's, where one runs.</summary>
internal sealed class KnowledgeDoor(DinghyConfig config)
{
    public KnowledgeListReport List()
    {
        using var index = PassageReader.Open(config.Home);
        return new([.. config.Agents.All.SelectMany(agent => agent.Knowledge.Select(folder => Report(agent, folder, index?.Look(folder.Path))))]);
    }

    /// <param name="agent">Whose folders.</param>
    /// <param name="question">In words.</param>
    /// <param name="asker">For whom; null: for an operator, who sees all.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<KnowledgeTestReport> TestAsync(AgentConfig agent, string question, Asker? asker, CancellationToken ct)
    {
        using var desk = new RouteDesk(config);
        var access = new KnowledgeAccess(desk.Directories, account => config.Accounts.FirstOrDefault(one => one.Id == account)?.Session.Dm != DmScope.User);
        var visible = asker is null ? agent.Knowledge : await access.VisibleAsync(agent.Knowledge, asker, ct);
        using var search = new PassageSearch(config.Home);
        using var http = Embedder.Connect();
        var embedder = config.Knowledge.Embeddings is { } embeddings ? new Embedder(embeddings, http, TimeProvider.System) : null;
        var found = await new KnowledgeDesk(search, () => embedder, new KnowledgeLog(NullLogger<KnowledgeLog>.Instance)).FindAsync(visible, question, KnowledgeDesk.MostPassages, ct);
        using var index = PassageReader.Open(config.Home);
        return new(
            [.. visible.Select(folder => folder.Name)], [.. agent.Knowledge.Except(visible).Select(folder => folder.Name)],
            [.. visible.Where(folder => index?.Look(folder.Path)?.Scanned is null).Select(folder => folder.Name)],
            [.. found.Select(passage => new KnowledgePassageReport(passage.Citation, agent.Knowledge.First(folder => folder.Path == passage.Folder).Name, passage.Heading, Math.Round(passage.Score, 4), passage.Text))]);
    }

    /// <returns>False: a running gateway is still at it.</returns>
    /// <exception cref="StoreException">The home folder is in use, or the index can not be written.</exception>
    public async Task<bool> ReindexAsync(CancellationToken ct)
    {
        var report = await new HomeDoor(config.Home).AskAsync(client => client.PostAsync("/api/knowledge/reindex", new ReindexReport(Done: false), CliJson.Default.ReindexReport, CliJson.Default.ReindexReport, ct));
        if (report is not null) return report.Done;
        using var held = HomeLock.Take(config.Home);
        await using var keeper = new KnowledgeKeeper(config, NullLoggerFactory.Instance, TimeProvider.System);
        await keeper.ScanAsync(ct);
        return true;
    }

    private static KnowledgeFolderReport Report(AgentConfig agent, KnowledgeFolder folder, FolderLook? look) => new(
        folder.Name, agent.Id, folder.Path, Words(folder.VisibleTo), look?.Files.Count, look?.Chunks, look?.Scanned, !Directory.Exists(folder.Path),
        [.. (look?.Files ?? []).Where(file => file.Problem is not null).Select(file => new KnowledgeProblem(file.Path, file.Problem!))]);

    private static string Words(Visibility? to) => to is null ? "everybody" : string.Join("; ",
        ((IEnumerable<string?>)[Some("people", to.People), Some("departments", to.Departments.Select(id => $"{id}")), Some("groups", to.Groups)]).OfType<string>().DefaultIfEmpty("nobody"));

    private static string? Some(string what, IEnumerable<string> ids) => string.Join(", ", ids.Order(StringComparer.Ordinal)) is { Length: > 0 } listed ? $"{what} {listed}" : null;
}
