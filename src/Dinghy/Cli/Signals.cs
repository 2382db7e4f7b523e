using System.Runtime.InteropServices;

namespace Dinghy.Cli;

internal static class Signals
{
    /// <summary>Returns, without an exception, when the command is told to stop.</summary>
    public static async Task UntilAsync(CancellationToken stop)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(told.SetResult);
        await told.Task;
    }

    /// <summary>SIGHUP: read the configuration again. Null where there is no such signal.</summary>
    public static PosixSignalRegistration? OnHangup(Func<Task> reload) => OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
    {
        signal.Cancel = true;
        _ = reload();
    });
}
