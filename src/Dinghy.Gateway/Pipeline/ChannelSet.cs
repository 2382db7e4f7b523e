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
    private ImmutableList<Channel> _succeeded = [];

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

    /// <summary>The accounts of a configuration with the keys that are in use: what can hold before any new key was tried.</summary>
    public IReadOnlyList<AccountConfig> WithKeysInUse(IReadOnlyList<AccountConfig> accounts) =>
        [.. accounts.Select(account => Find(account.Id)?.WithOwnKeys(account) ?? account)];

    /// <summary>Makes the robots those of a configuration, at once: new ones connect, others leave, the rest take their settings. Keys in use stay.</summary>
    /// <param name="next">Its accounts have the keys in use: see <see cref="WithKeysInUse"/>.</param>
    /// <param name="open">Makes the doors of an account.</param>
    /// <param name="connect">Starts a channel.</param>
    public void Use(DinghyConfig next, Func<AccountConfig, Doors> open, Action<Channel> connect)
    {
        var workspaces = new Workspaces(next);
        foreach (var gone in All.Where(channel => next.Accounts.All(account => account.Id != channel.Account.Id)).ToList())
        {
            Volatile.Write(ref _all, _all.Remove(gone));
            log.AccountLeft(gone.Account.Id);
            _leaving.Add(gone.LeaveAsync());
        }

        foreach (var account in next.Accounts)
        {
            // One that waits for its successor's connection still takes messages, by the rules of now.
            foreach (var old in _succeeded.Where(old => old.Account.Id == account.Id)) old.Use(old.WithOwnKeys(account), workspaces, open(old.WithOwnKeys(account)));
            if (Find(account.Id) is { } present)
            {
                present.Use(account, workspaces, open(account));
                Know(present);
            }
            else
            {
                log.AccountJoined(account.Id);
                connect(Add(account, workspaces));
            }
        }
    }

    /// <summary>Tries the keys that differ from those in use, side by side. Changes nothing.</summary>
    public async Task<IReadOnlyList<KeyTrial>> TryKeysAsync(DinghyConfig wanted, CancellationToken ct)
    {
        var workspaces = new Workspaces(wanted);
        return await Task.WhenAll(wanted.Accounts
            .Select(account => (Account: account, Present: Find(account.Id)))
            .Where(pair => pair.Present is { } present && !present.HasKeysOf(pair.Account))
            .Select(pair => TryAsync(pair.Account, pair.Present!)));

        async Task<KeyTrial> TryAsync(AccountConfig account, Channel present)
        {
            var fresh = new Channel(account, workspaces, parts, meter, present);
            try
            {
                await fresh.TryKeysAsync(ct);
                return new KeyTrial(fresh, null);
            }
            catch (DingTalkApiException e)
            {
                var trial = new KeyTrial(fresh, e);
                if (trial.Undecided) log.KeysUntried(account.Id, e.Code, e.Message);
                else log.KeysRefused(account.Id, e.Code);
                return trial;
            }
        }
    }

    /// <summary>Puts a robot whose keys are good in its predecessor's place, which is left when the new one is connected.</summary>
    public void Swap(Channel fresh, Action<Channel> connect)
    {
        if (Find(fresh.Account.Id) is not { } old) return;
        Volatile.Write(ref _all, _all.Replace(old, fresh));
        ImmutableInterlocked.Update(ref _succeeded, static (list, one) => list.Add(one), old);
        Know(fresh);
        connect(fresh);
        _leaving.Add(LeaveWhenAsync(fresh, old));
    }

    /// <summary>Ends when every socket is closed; call after the stop token fired.</summary>
    public Task StoppedAsync() => Task.WhenAll([.. All.Select(channel => channel.StoppedAsync()), .. _leaving]);

    private void Know(Channel channel)
    {
        _roads[channel.Account.Id] = channel.Roads;
        made(channel);
    }

    private async Task LeaveWhenAsync(Channel fresh, Channel old)
    {
        await Task.WhenAny(fresh.Connected, fresh.StoppedAsync());
        await old.LeaveAsync();
        ImmutableInterlocked.Update(ref _succeeded, static (list, gone) => list.Remove(gone), old);
        log.Swapped(old.Account.Id);
    }
}
