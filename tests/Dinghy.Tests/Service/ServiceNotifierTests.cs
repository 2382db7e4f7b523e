using System.Net.Sockets;
using System.Text;
using Dinghy.Service;
using Dinghy.Tests.Support;

namespace Dinghy.Tests.Service;

public sealed class ServiceNotifierTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly Socket _manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly ManualTimeProvider _time = new();
    private readonly Dictionary<string, string> _environment = [];

    public ServiceNotifierTests()
    {
        _manager.Bind(new UnixDomainSocketEndPoint(_home.File("notify")));
        _environment["NOTIFY_SOCKET"] = _home.File("notify");
    }

    public void Dispose()
    {
        _manager.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task It_says_ready_reloading_stopping_and_who_comes_next()
    {
        using var notifier = Make();
        notifier.Ready();
        (await HeardAsync()).ShouldBe("READY=1\nSTATUS=Takes messages");
        notifier.Reloading();
        (await HeardAsync()).ShouldStartWith("RELOADING=1\nMONOTONIC_USEC=");
        notifier.Ready(takingOver: true);
        (await HeardAsync()).ShouldStartWith($"MAINPID={Environment.ProcessId}\nREADY=1\n");
        notifier.HandsOverTo(4711);
        (await HeardAsync()).ShouldStartWith("MAINPID=4711\n");
        notifier.Stopping();
        (await HeardAsync()).ShouldStartWith("STOPPING=1\n");
    }

    [Fact]
    public async Task A_watchdog_hears_of_us_twice_in_its_time()
    {
        _environment["WATCHDOG_USEC"] = "60000000";
        using var notifier = Make();
        notifier.Ready();
        (await HeardAsync()).ShouldStartWith("READY=1");
        _time.Advance(TimeSpan.Zero);
        (await HeardAsync()).ShouldBe("WATCHDOG=1");
        _time.Advance(TimeSpan.FromSeconds(30));
        (await HeardAsync()).ShouldBe("WATCHDOG=1");
    }

    [Fact]
    public void A_watchdog_of_another_process_and_no_manager_hear_nothing()
    {
        _environment["WATCHDOG_USEC"] = "60000000";
        _environment["WATCHDOG_PID"] = "1";
        using var notifier = Make();
        notifier.Ready();
        _time.ArmedTimers.ShouldBe(0);

        foreach (var odd in new[] { "", "notify", "@", "/" + new string('x', 300), _home.File("nobody") })
        {
            _environment["NOTIFY_SOCKET"] = odd;
            using var deaf = Make();
            deaf.Ready();
        }
    }

    private ServiceNotifier Make() => new(_environment.GetValueOrDefault, Environment.ProcessId, _time);

    private async Task<string> HeardAsync()
    {
        var buffer = new byte[1024];
        return Encoding.UTF8.GetString(buffer, 0, await _manager.ReceiveAsync(buffer, TestContext.Current.CancellationToken));
    }
}
