using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Knowledge;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

internal sealed partial class GatewayHost
{
    /// <summary>What agents were asked to remember, for the operator.</summary>
    public IFactStore Facts => _store;

    /// <summary>See <see cref="RobotBook.KeepsNamed"/>.</summary>
    public IReadOnlyList<string>? KeepsNamed(string? account) => _reception.Robots.KeepsNamed(account, _config.Accounts);

    /// <summary>Looks through the folders of documents now.</summary>
    public Task ReindexAsync(CancellationToken ct) => _knowledge.ReindexAsync(ct);

    /// <summary>An account that has left is taken for one that shares its memory: nothing that is for some is told there.</summary>
    private KnowledgeAccess Access(DinghyConfig config) => new(_directories, account => config.Accounts.FirstOrDefault(one => one.Id == account)?.Session.Dm != DmScope.User);
}
