using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Storage;

public sealed class SqliteStoreTests : StoreCompliance
{
    private readonly TempHome _home = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _home.Dispose();
    }

    private protected override ValueTask<IGatewayStore> OpenAsync() => new(SqliteStore.Open(_home.Path));
}
