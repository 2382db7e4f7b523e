using System.Diagnostics;

namespace Dinghy.Bench.Driver;

/// <summary>The instant model in a process of its own.</summary>
internal sealed class ModelProcess(Process process, Uri address) : IAsyncDisposable
{
    public Uri Address => address;

    public static async Task<ModelProcess> StartAsync(CancellationToken ct, params string[] mode)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, mode.Length > 0 ? mode : ["model"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync(ct) ?? throw new BenchException("The instant model did not start.");
        return new ModelProcess(process, new Uri(line));
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await process.WaitForExitAsync(guard.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
