using Dinghy.Gateway.Attachments.Text;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Gateway.Doctor;

/// <summary>What was seen of the machine and the home folder.</summary>
internal sealed record HomeVisit(string Home)
{
    public bool Exists { get; init; }

    /// <summary>Why nothing can be written there; null: something was, and is gone again.</summary>
    public string? WriteFault { get; init; }

    /// <summary>Files that others on this machine can read.</summary>
    public IReadOnlyList<string> OpenToOthers { get; init; } = [];

    /// <summary>Null: the system does not say.</summary>
    public long? FreeBytes { get; init; }

    /// <summary>Null: there is none yet, or <see cref="StoreFault"/>.</summary>
    public SqliteInspection? Store { get; init; }

    public StoreException? StoreFault { get; init; }

    public string? PdfToText { get; init; }

    /// <summary>Null: none runs here.</summary>
    public GatewaySeen? Gateway { get; init; }

    /// <summary>Null: no service runs a gateway on this home.</summary>
    public ServiceSeen? Service { get; init; }

    /// <summary>Looks, and leaves everything as it was.</summary>
    /// <param name="home">May be missing.</param>
    /// <param name="configFile">May lie elsewhere, or not be there.</param>
    /// <param name="gateway">Whoever runs here.</param>
    public static HomeVisit Pay(string home, string configFile, GatewaySeen? gateway)
    {
        var visit = new HomeVisit(home)
        {
            Exists = Directory.Exists(home),
            WriteFault = TryWrite(home),
            OpenToOthers = HomePrivacy.OpenToOthers(home, configFile),
            FreeBytes = Free(home),
            PdfToText = ChildProcess.Find("pdftotext"),
            Gateway = gateway,
        };
        try
        {
            return visit with { Store = SqliteInspection.Look(home) };
        }
        catch (StoreException e)
        {
            return visit with { StoreFault = e };
        }
    }

    private static string? TryWrite(string home)
    {
        try
        {
            var file = Path.Combine(Nearest(home), $".dinghy-doctor-{Environment.ProcessId}");
            using var stream = new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose });
            stream.WriteByte(0);
            stream.Flush(flushToDisk: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static long? Free(string home)
    {
        try
        {
            return new DriveInfo(Nearest(home)).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The home, or the folder it would be made in. A file in the way is taken for a folder, so that writing tells.</summary>
    private static string Nearest(string home)
    {
        var folder = home;
        while (!Path.Exists(folder) && Path.GetDirectoryName(folder) is { Length: > 0 } parent) folder = parent;
        return folder;
    }
}

/// <summary>The gateway that runs on this home.</summary>
/// <param name="ProcessId">Of it.</param>
/// <param name="Answers">On its own port.</param>
/// <param name="NotReady">Empty: ready.</param>
internal sealed record GatewaySeen(int ProcessId, bool Answers, IReadOnlyList<string> NotReady)
{
    /// <summary>Of the accounts that receive by HTTP.</summary>
    public IReadOnlyList<WebhookSeen> Webhooks { get; init; } = [];

    public IReadOnlyList<ChannelSeen> Channels { get; init; } = [];

    /// <summary>Keys that were changed and hold only after a restart.</summary>
    public IReadOnlyList<string> NeedsRestart { get; init; } = [];

    /// <summary>The file as it is now has faults, and it goes on with the one before.</summary>
    public bool ReloadRefused { get; init; }
}

/// <param name="Account">Whose.</param>
/// <param name="Address">Where it listens; null: nowhere.</param>
/// <param name="Trouble">Why not, as the gateway says it.</param>
/// <param name="Mismatch">Where DingTalk's console and the configuration were seen to differ; null: nowhere.</param>
/// <param name="Refusal">Why signed calls of the last hour were refused; null: none was.</param>
internal sealed record WebhookSeen(string Account, string? Address, string? Trouble, string? Mismatch, string? Refusal)
{
    /// <summary>An event came through since the start: what is encrypted was seen to be the same on both sides.</summary>
    public bool HeardEvents { get; init; }
}
