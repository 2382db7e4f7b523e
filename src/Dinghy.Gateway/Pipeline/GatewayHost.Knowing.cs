using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

internal sealed partial class GatewayHost
{
    /// <summary>What agents were asked to remember, for the operator.</summary>
    public IFactStore Facts => _store;

    /// <summary>Looks through the folders of documents now.</summary>
    public Task ReindexAsync(CancellationToken ct) => _knowledge.ReindexAsync(ct);
}
