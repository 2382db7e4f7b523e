namespace Dinghy.Cli;

/// <summary>Stable: scripts rely on them. docs/operations.md lists them.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>It was tried and failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line is off.</summary>
    public const int Usage = 2;

    /// <summary>The configuration has faults; all were printed.</summary>
    public const int BadConfig = 3;

    /// <summary>No gateway runs on this home.</summary>
    public const int NotRunning = 4;

    /// <summary>A gateway runs and is not ready.</summary>
    public const int NotReady = 5;

    /// <summary>The database or the home folder can not be used.</summary>
    public const int BadStore = 6;

    /// <summary><c>doctor</c> found something that does not work.</summary>
    public const int CheckFailed = 7;
}
