using Dinghy.Gateway.Policy;

namespace Dinghy.Gateway.Access;

/// <summary>Brings policy what is known of the sender, and counts who was let in. Quick, no store, no network.</summary>
internal sealed class Doorkeeper(Owners owners, PairingDesk pairing, PersonLedger ledger)
{
    /// <summary>Ids of our own robots; learned, so bounded.</summary>
    private const int MaxRobots = 256;

    /// <summary>What people were asked for.</summary>
    public AwaitedAnswers? Awaited { get; init; }

    private readonly Lock _gate = new();
    private readonly HashSet<string> _robots = new(StringComparer.Ordinal);

    /// <summary>Judges and, on a yes, counts. What turns out to be known already, or could not be stored, is taken back.</summary>
    public Verdict Judge(Inbound inbound)
    {
        lock (_gate)
        {
            Learn(inbound.Message.ChatbotUserId);
            var verdict = PolicyGate.Check(inbound, StandingOf(inbound));
            if (verdict.IsYes && inbound.Account.PersonLimits.Any) ledger.Add(inbound.Keep, PersonKey.Of(inbound.Message));
            return verdict;
        }
    }

    /// <summary>Judges without counting.</summary>
    public Verdict Look(Inbound inbound)
    {
        lock (_gate) return PolicyGate.Check(inbound, StandingOf(inbound));
    }

    public void TakeBack(Inbound inbound, Verdict verdict)
    {
        if (!verdict.IsYes || !inbound.Account.PersonLimits.Any) return;
        lock (_gate) ledger.TakeBack(inbound.Keep, PersonKey.Of(inbound.Message));
    }

    /// <summary>What this person said today, to be stored; 0 where no daily limit asks for it.</summary>
    public (int Day, int Said) CountOf(Inbound inbound)
    {
        lock (_gate)
            return (ledger.Today, inbound.Account.PersonLimits.PerDay > 0 ? ledger.Of(inbound.Keep, PersonKey.Of(inbound.Message)).Day : 0);
    }

    private Standing StandingOf(Inbound inbound)
    {
        var (account, message, person) = (inbound.Account, inbound.Message, PersonKey.Of(inbound.Message));
        var (minute, day) = account.PersonLimits.Any ? ledger.Of(inbound.Keep, person) : (0, 0);
        return new Standing(
            pairing.IsApproved(inbound.Keep, person), owners.IsOwner(inbound.Keep, message.Sender?.Value),
            message.SenderId.Length > 0 && _robots.Contains(message.SenderId), minute, day, Awaited?.Covers(inbound) == true);
    }

    private void Learn(string? robot)
    {
        if (robot is { Length: > 0 } && _robots.Count < MaxRobots) _robots.Add(robot);
    }
}
