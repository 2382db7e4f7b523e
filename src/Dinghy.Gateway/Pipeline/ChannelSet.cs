using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dinghy.DingTalk;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Pipeline;

/// <summary>The robots of this process: put in, changed, swapped and taken out while it runs. A robot is left only when its successor is connected.</summary>
/// <param name="parts">Of the gateway.</param>
/// <param name="meter">Counts what they receive.</param>
/// <param name="log">Named events.</param>
/// <param name="made">Told of every robot that is put in, changed or swapped: for rooms that keep something an account.</param>
internal sealed class ChannelSet(GatewayParts parts, MonthMeter meter, PipelineLog log, Action<Channel> made)
{
    private readonly ConcurrentDictionary<string, AccountRoads> _roads = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<Task> _leaving = [];
    private ImmutableList<Channel> _all = [];

    public IReadOnlyList<Channel> All => Volatile.Read(ref _all);

    /// <summary>By account. A robot that was taken out keeps its own until the end: answers to it may still be on their way.</summary>
    public IReadOnlyDictionary<string, AccountRoads> Roads => _roads;

    /// <summary>Null: it left the configuration.</summary>
    public Channel? Find(string account) => All.FirstOrDefault(channel => channel.Account.Id == account);

    public Channel Add(AccountConfig account, Workspaces workspaces)
    {
        var channel = new Channel(account, workspaces, parts, meter);
        Volatile.Write(ref _all, _all.Add(channel));
        Know(channel);
        return channel;
    }

    /// <summary>Makes the robots those of <paramref name="next"/>; one that can not be had as configured stays as it was.</summary>
    /// <param name="next">Has every enabled account.</param>
    /// <param name="open">Makes the doors of an account.</param>
    /// <param name="connect">Starts a channel.</param>
    /// <param name="ct">Gives up trying keys.</param>
    /// <returns>What did not go as configured, a sentence each.</returns>
    public async Task<IReadOnlyList<string>> ApplyAsync(
        DinghyConfig next, Func<AccountConfig, Doors> open, Action<Channel> connect, CancellationToken ct)
    {
        var (problems, workspaces) = (new List<string>(), new Workspaces(next.Agents));
        foreach (var gone in All.Where(channel => next.Accounts.All(account => account.Id != channel.Account.Id)).ToList())
        {
            Volatile.Write(ref _all, _all.Remove(gone));
            log.AccountLeft(gone.Account.Id);
            _leaving.Add(gone.LeaveAsync());
        }

        foreach (var account in next.Accounts)
        {
            if (All.FirstOrDefault(channel => channel.Account.Id == account.Id) is not { } present)
            {
                log.AccountJoined(account.Id);
                connect(Add(account, workspaces));
            }
            else if (present.HasKeysOf(account))
            {
                present.Use(account, workspaces, open(account));
                Know(present);
            }
            else if (await SwapAsync(present, account, workspaces, connect, ct) is { } problem)
                problems.Add(problem);
        }

        return problems;
    }

    /// <summary>Ends when every socket is closed; call after the stop token fired.</summary>
    public Task StoppedAsync() => Task.WhenAll([.. All.Select(channel => channel.StoppedAsync()), .. _leaving]);

    private void Know(Channel channel)
    {
        _roads[channel.Account.Id] = channel.Roads;
        made(channel);
    }

    /// <returns>Why the old one stays; null when the new one has taken its place.</returns>
    private async Task<string?> SwapAsync(Channel old, AccountConfig account, Workspaces workspaces, Action<Channel> connect, CancellationToken ct)
    {
        var fresh = new Channel(account, workspaces, parts, meter);
        try
        {
            await fresh.TryKeysAsync(ct);
        }
        catch (DingTalkApiException e)
        {
            log.KeysRefused(account.Id, e.Code, e);
            return e.Fault == DingTalkFault.Credentials
                ? $"Account {account.Id}: DingTalk refuses the new client id or secret ({e.Code}); the old ones stay."
                : $"Account {account.Id}: the new keys could not be tried ({e.Code}: {e.Message}); the old ones stay.";
        }

        Volatile.Write(ref _all, _all.Replace(old, fresh));
        Know(fresh);
        connect(fresh);
        _leaving.Add(LeaveWhenAsync(fresh, old));
        return null;
    }

    private async Task LeaveWhenAsync(Channel fresh, Channel old)
    {
        await Task.WhenAny(fresh.Connected, fresh.StoppedAsync());
        await old.LeaveAsync();
        log.Swapped(old.Account.Id);
    }
}
