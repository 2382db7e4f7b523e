using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dinghy.Service;

/// <summary>Tells the service manager how we are (sd_notify: datagrams to the socket of <c>NOTIFY_SOCKET</c>). Without a manager it says nothing.</summary>
internal sealed class ServiceNotifier : IDisposable
{
    private readonly EndPoint? _manager;
    private readonly TimeProvider _time;
    private readonly TimeSpan? _watchdog;
    private ITimer? _pulse;

    /// <param name="variable">The environment.</param>
    /// <param name="processId">Ours: a watchdog may be meant for another process.</param>
    /// <param name="time">The clock of the pulse.</param>
    public ServiceNotifier(Func<string, string?> variable, int processId, TimeProvider time)
    {
        _time = time;
        _manager = Address(variable("NOTIFY_SOCKET"));
        if (long.TryParse(variable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var micros) && micros is > 0 and < int.MaxValue * 1000L
            && (variable("WATCHDOG_PID") is not { Length: > 0 } meant || meant == processId.ToString(CultureInfo.InvariantCulture)))
            _watchdog = TimeSpan.FromMicroseconds(micros);
    }

    public static ServiceNotifier OfProcess() => new(Environment.GetEnvironmentVariable, Environment.ProcessId, TimeProvider.System);

    public static ServiceNotifier OfNobody() => new(_ => null, Environment.ProcessId, TimeProvider.System);

    /// <summary>There is a manager that listens.</summary>
    public bool IsHeard => _manager is not null;

    /// <summary>Messages can be taken. The pulse begins: it shows that the process still gets to run.</summary>
    /// <param name="takingOver">The manager knew another process as the service until now; it is told of this one.</param>
    public void Ready(bool takingOver = false)
    {
        var mine = takingOver ? $"MAINPID={Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}\n" : "";
        Send($"{mine}READY=1\nSTATUS=Takes messages");
        // Half of what is allowed, as the manual of sd_watchdog_enabled wants it.
        if (_manager is not null && _watchdog is { } allowed) _pulse ??= _time.CreateTimer(_ => Send("WATCHDOG=1"), state: null, TimeSpan.Zero, allowed / 2);
    }

    /// <summary>The configuration is being read again; <see cref="Ready"/> ends it.</summary>
    public void Reloading() => Send($"RELOADING=1\nMONOTONIC_USEC={((long)(_time.GetTimestamp() * 1e6 / _time.TimestampFrequency)).ToString(CultureInfo.InvariantCulture)}\nSTATUS=Reads its configuration");

    public void Stopping() => Send("STOPPING=1\nSTATUS=Running answers may end");

    /// <summary>Another process is the service from now on.</summary>
    public void HandsOverTo(int successor) => Send($"MAINPID={successor.ToString(CultureInfo.InvariantCulture)}\nSTATUS=Hands over to process {successor.ToString(CultureInfo.InvariantCulture)}");

    public void Dispose() => _pulse?.Dispose();

    /// <summary>A path, or <c>@name</c> of the abstract namespace; whatever else stands there is none of ours.</summary>
    private static UnixDomainSocketEndPoint? Address(string? written)
    {
        if (written is not { Length: > 1 } || OperatingSystem.IsWindows()) return null;
        try
        {
            return written[0] switch
            {
                '@' => new UnixDomainSocketEndPoint("\0" + written[1..]),
                '/' => new UnixDomainSocketEndPoint(written),
                _ => null,
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Best effort: a manager that does not listen must not stop a gateway.</summary>
    private void Send(string state)
    {
        if (_manager is null) return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(state), _manager);
        }
        catch (SocketException)
        {
            // Nobody there.
        }
    }
}
