namespace Dinghy.Gateway.Tools.Exec;

/// <param name="Started">It was there and could be run.</param>
/// <param name="ExitCode">Null: it was ended.</param>
/// <param name="Output">What it printed, on both streams, as it came.</param>
/// <param name="Cut">There was more than is kept.</param>
internal sealed record BoundResult(bool Started, int? ExitCode, string Output, bool Cut);

/// <summary>Runs a program to its end, within bounds of time and output.</summary>
internal static class BoundProcess
{
    /// <summary>Characters of output; half of them from its end.</summary>
    public const int MaxOutput = 16_000;

    /// <summary>For what is still in the pipes of a program that has ended.</summary>
    private static readonly TimeSpan s_last = TimeSpan.FromSeconds(2);

    public static async Task<BoundResult> RunAsync(IReadOnlyList<string> words, string folder, TimeSpan most, TimeProvider time, CancellationToken ct)
    {
        using var child = ChildGroup.Start(words, folder, [new("HOME", folder)]);
        if (child is null) return new(Started: false, null, "", Cut: false);
        var process = child.Process;
        using var patience = new CancellationTokenSource(most, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        var output = new EndsOfOutput(MaxOutput);
        var reading = Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, output));
        var inTime = true;
        try
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            inTime = false;
        }
        finally
        {
            child.End();
        }

        // What it started held its pipes, and has ended too; but for what made a session of its own, which must not keep a person waiting.
        try
        {
            await reading.WaitAsync(s_last, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // What was printed until now counts.
        }

        await process.WaitForExitAsync(CancellationToken.None);
        return new(Started: true, inTime ? process.ExitCode : null, output.ToString(), output.Cut);
    }

    private static async Task ReadAsync(StreamReader from, EndsOfOutput into)
    {
        var chunk = new char[4096];
        try
        {
            for (int read; (read = await from.ReadAsync(chunk, CancellationToken.None)) > 0;) into.Add(chunk.AsSpan(0, read));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The pipe went with the program.
        }
    }
}
