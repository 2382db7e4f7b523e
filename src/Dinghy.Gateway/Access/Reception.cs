using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Access;

/// <summary>Everything that is known of who may talk, put together.</summary>
internal sealed class Reception
{
    private readonly IAccessStore _store;
    private readonly PersonLedger _ledger;

    public Reception(DinghyConfig config, IGatewayStore store, ILoggerFactory loggers, TimeProvider time)
    {
        (_store, _ledger) = (store, new PersonLedger(time));
        Owners = new Owners(config.Owners);
        var log = new AccessLog(loggers.CreateLogger<AccessLog>());
        Robots = new RobotBook(store, log);
        Pairing = new PairingDesk(store, Owners, log, time) { KeepsOf = Robots.KeepsOf };
        Awaited = new AwaitedAnswers(time);
        Keeper = new Doorkeeper(Owners, Pairing, _ledger) { Awaited = Awaited };
        Acquaintances = new Acquaintances(store, Keeper, time);
        Refusals = new Refusals(time);
    }

    public Owners Owners { get; }

    public RobotBook Robots { get; }

    public PairingDesk Pairing { get; }

    public Doorkeeper Keeper { get; }

    /// <summary>What people were asked for in private.</summary>
    public AwaitedAnswers Awaited { get; }

    public Acquaintances Acquaintances { get; }

    public Refusals Refusals { get; }

    /// <summary>Whoever owns an account's robot, with the name under which it knows them: whom the configuration names, and whom an approval of this robot made one. Never a namesake's.</summary>
    public IReadOnlyList<(string Keep, string Person)> OwnersOf(AccountConfig account) =>
    [
        .. Robots.KeepsOf(account).DefaultIfEmpty("").SelectMany(keep => Owners.Of(keep).Select(owner => (Keep: keep, Person: owner)))
            .DistinctBy(one => one.Person, StringComparer.Ordinal),
    ];

    /// <summary>Before the first message is judged.</summary>
    /// <exception cref="StoreException">It can not be read.</exception>
    public async Task LoadAsync(CancellationToken ct)
    {
        await Robots.LoadAsync(ct);
        await Pairing.LoadAsync(ct);
        foreach (var person in await _store.ReadPeopleOfAsync(_ledger.Today, ct)) _ledger.Resume(person.Account, person.Person, person.Said);
    }
}
