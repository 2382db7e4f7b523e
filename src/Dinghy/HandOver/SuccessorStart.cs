using System.Diagnostics;
using Dinghy.Service;

namespace Dinghy.HandOver;

/// <summary>Starts this program anew beside itself, as it was started, with what a successor has to know.</summary>
internal static class SuccessorStart
{
    /// <summary>The token, for one process and one time.</summary>
    public const string Variable = "DINGHY_HANDOVER";

    public static Process Start(string token)
    {
        var program = OwnProgram.Words;
        var start = new ProcessStartInfo(program[0]) { UseShellExecute = false };
        foreach (var word in program.Skip(1).Concat(Environment.GetCommandLineArgs().Skip(1))) start.ArgumentList.Add(word);
        start.Environment[Variable] = token;
        // It is meant for us; the manager watches the successor next.
        start.Environment.Remove("WATCHDOG_PID");
        return Process.Start(start) ?? throw new InvalidOperationException("no process came of it");
    }
}
