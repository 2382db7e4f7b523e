using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Dinghy.Scenarios.Lab;

/// <summary>
/// As systemd runs a unit with Type=notify and Restart=always: listens on a socket, follows MAINPID, and starts the program again when nothing of it is
/// left. Its processes are told from others by who holds the streams that it gave the first of them.
/// </summary>
internal sealed class ServiceManager : IAsyncDisposable
{
    private const int SigKill = 9;
    private const int SigTerm = 15;

    private readonly TestLab _lab;
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _listening;
    private Task _keeping = Task.CompletedTask;
    private volatile bool _ending;

    private ServiceManager(TestLab lab)
    {
        _lab = lab;
        _socket.Bind(new UnixDomainSocketEndPoint(SocketPath));
        _listening = ListenAsync();
    }

    /// <summary>What was notified, line by line.</summary>
    public Lines Notified { get; } = new();

    /// <summary>The service's process of now.</summary>
    public int MainProcess { get; private set; }

    /// <summary>Of the last start; whoever took over from it writes to the same streams.</summary>
    public ChildProgram Program { get; private set; } = null!;

    /// <summary>Starts by itself, because nothing of the service was left.</summary>
    public int Restarts { get; private set; }

    private string SocketPath => Path.Combine(_lab.Home, "notify");

    /// <summary>Ends when the service says that it takes messages and is connected.</summary>
    /// <param name="lab">Whose home.</param>
    /// <param name="connected">What it prints then; of several robots that of one.</param>
    public static async Task<ServiceManager> StartAsync(TestLab lab, string connected = TestLab.Connected)
    {
        var manager = new ServiceManager(lab);
        manager.StartProgram();
        manager._keeping = manager.KeepAsync();
        await manager.NotifiedAsync(line => line == "READY=1");
        await manager.Program.LineAsync(connected);
        return manager;
    }

    public Task<string> NotifiedAsync(Func<string, bool> fits, int skip = 0) => Guard.ForAsync(Notified.WaitAsync(fits, skip), "a notification", Report);

    /// <summary>SIGKILL to the service's process of now.</summary>
    public void Kill() => Signal(SigKill);

    /// <summary>SIGTERM; ends when nothing of the service is left. Nobody starts it again.</summary>
    public async Task StopAsync()
    {
        _ending = true;
        Signal(SigTerm);
        await Guard.ForAsync(_keeping, "the end of the service", Report);
    }

    public string Report() => $"notified:\n{string.Join('\n', Notified.All.TakeLast(20))}\n{Program.Report()}";

    public async ValueTask DisposeAsync()
    {
        _ending = true;
        if (!_keeping.IsCompleted) Signal(SigKill);
        await _keeping.WaitAsync(Guard.Time);
        await _stop.CancelAsync();
        await _listening;
        _socket.Dispose();
        _stop.Dispose();
        await Program.DisposeAsync();
    }

    private void StartProgram()
    {
        Program = ChildProgram.Start(_lab.Home, ["gateway", "--home", _lab.Home], new Dictionary<string, string> { ["NOTIFY_SOCKET"] = SocketPath, ["WATCHDOG_USEC"] = "20000000" });
        MainProcess = Program.Id;
    }

    private async Task KeepAsync()
    {
        for (; ; )
        {
            await Program.AllEnded;
            if (_ending) return;
            Restarts++;
            StartProgram();
        }
    }

    private async Task ListenAsync()
    {
        var buffer = new byte[4096];
        try
        {
            for (; ; )
            {
                var length = await _socket.ReceiveAsync(buffer, _stop.Token);
                foreach (var line in Encoding.UTF8.GetString(buffer, 0, length).Split('\n'))
                {
                    if (line.StartsWith("MAINPID=", StringComparison.Ordinal)) MainProcess = int.Parse(line.AsSpan(8), CultureInfo.InvariantCulture);
                    Notified.Add(line);
                }
            }
        }
        catch (OperationCanceledException)
        {
            Notified.End();
        }
    }

    // Ours as long as its streams are held: the id can not be another's before.
    private void Signal(int number) => _ = Send(MainProcess, number);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int process, int signal);
}
