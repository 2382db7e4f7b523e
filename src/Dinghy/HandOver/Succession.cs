using Dinghy.Admin;
using Dinghy.Cli;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;

namespace Dinghy.HandOver;

/// <summary>What a gateway does that was started to take over from another: connect, show its token, wait for the home.</summary>
internal sealed class Succession
{
    /// <summary>To be connected; past it the one that runs goes on.</summary>
    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(30);

    /// <summary>The one that runs has ten seconds to stop.</summary>
    private static readonly TimeSpan s_homePatience = TimeSpan.FromSeconds(30);

    /// <summary>A process that is killed loses its connections a moment before its locks.</summary>
    private static readonly TimeSpan s_deathPatience = TimeSpan.FromSeconds(1);

    private readonly string _token;

    private Succession(string token) => _token = token;

    /// <summary>Null: an ordinary start. The token leaves the environment: no tool that is started later may have it.</summary>
    public static Succession? FromEnvironment()
    {
        var token = Environment.GetEnvironmentVariable(SuccessorStart.Variable);
        Environment.SetEnvironmentVariable(SuccessorStart.Variable, null);
        return token is { Length: > 0 } ? new Succession(token) : null;
    }

    /// <summary>Ends when this process holds the home of the one before it. Nothing that comes by the sockets meanwhile is lost: it waits.</summary>
    /// <param name="config">Whose home.</param>
    /// <param name="sockets">Connected to begin with.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="IOException">It can not take over; the one before goes on.</exception>
    /// <exception cref="StoreException">The home is not let go of.</exception>
    public async Task<HomeLock> TakeOverAsync(DinghyConfig config, HeldSockets sockets, CancellationToken ct)
    {
        if (await ConnectAsync(config.Home, sockets, ct) is { } inherited) return inherited;
        if (RunningGateway.Find(config.Home) is not { } before) throw new IOException($"No gateway runs on {config.Home} to take over from.");
        using var gateway = new AdminClient(before, config.Home);
        try
        {
            if (await gateway.PostAsync("/api/handover/ready", new ShownToken(_token), CliJson.Default.ShownToken, CliJson.Default.HandOverReport, ct) is null)
                return await InheritAsync(config.Home, ct) ?? throw new IOException($"The gateway at {before.Address} does not answer, so nothing can be taken over.");
        }
        catch (IOException e)
        {
            // It may have been killed while it answered.
            return await InheritAsync(config.Home, ct)
                ?? throw new IOException($"This gateway was started to take over from another one, and that one refuses: its token ({SuccessorStart.Variable}) is not the one of now. {e.Message}", e);
        }

        return await HomeLock.TakeAfterAsync(config.Home, s_homePatience, TimeProvider.System, ct);
    }

    /// <returns>Null: every robot is connected. Else the home: the one before died meanwhile, and nobody else takes what its sockets would have got.</returns>
    private static async Task<HomeLock?> ConnectAsync(string home, HeldSockets sockets, CancellationToken ct)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var free = HomeWatch.UntilFreeAsync(home, watching.Token);
        try
        {
            await Task.WhenAny(sockets.Connected, free).WaitAsync(s_connect, TimeProvider.System, ct);
        }
        catch (TimeoutException e)
        {
            throw new IOException($"Not every robot could be connected within {s_connect.TotalSeconds:0} s, so the gateway that runs goes on. {sockets.Trouble}", e);
        }
        finally
        {
            await watching.CancelAsync();
        }

        return free.IsCompletedSuccessfully ? await InheritAsync(home, ct) : null;
    }

    /// <summary>Of one that was killed: it holds nothing and left its files. One that stopped in order took them away, and was told to by somebody who wants no gateway.</summary>
    private static async Task<HomeLock?> InheritAsync(string home, CancellationToken ct)
    {
        if (RunningGateway.Find(home) is null) return null;
        try
        {
            return await HomeLock.TakeAfterAsync(home, s_deathPatience, TimeProvider.System, ct);
        }
        catch (StoreException e) when (e.Fault == StoreFault.Locked)
        {
            return null;
        }
    }
}
