namespace Dinghy.Scenarios.Lab;

/// <summary>One gateway for all scenarios of a class that leave it as they found it.</summary>
public sealed class SharedLab : IAsyncLifetime
{
    internal TestLab Lab { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Lab = await TestLab.StartAsync();

    public ValueTask DisposeAsync() => Lab.DisposeAsync();
}
