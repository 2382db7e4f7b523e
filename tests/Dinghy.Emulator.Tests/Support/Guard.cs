namespace Dinghy.Emulator.Tests;

/// <summary>Ends a wait that would otherwise hang a broken test; never the reason why a test passes.</summary>
internal static class Guard
{
    public static CancellationToken Token => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;
}
