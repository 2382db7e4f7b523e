using System.Security.Cryptography;
using System.Text;
using Dinghy.DingTalk.Events;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Events;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Workflow;

namespace Dinghy.Gateway.Pipeline;

/// <summary>
/// Events from both doors, Stream and HTTP. Stored before they are acknowledged where a rule or the approvals want them, followed at once by what is
/// remembered of the directory, and kept where messages are tracked; all others are acknowledged and counted, for a repeat would tell nothing new.
/// </summary>
/// <param name="account">Whose robot hears of them.</param>
/// <param name="wants">The types that a rule or the approvals want.</param>
/// <param name="store">The ledger.</param>
/// <param name="directory">What is remembered of the organisation; null: nothing is.</param>
/// <param name="stored">Told when there is one to work at.</param>
/// <param name="events">Named events of the room.</param>
/// <param name="log">Named events of the pipeline.</param>
/// <param name="metrics">Counts.</param>
/// <param name="time">The clock.</param>
internal sealed class EventDoor(
    AccountConfig account, Func<string, bool> wants, IGatewayStore store, OrganisationDirectory? directory, Action stored, EventLog events, PipelineLog log, GatewayMetrics metrics, TimeProvider time)
{
    /// <summary>Returns when the event is durable; else DingTalk is asked to push it again.</summary>
    public async ValueTask<bool> TakeAsync(DingTalkEvent happened, CancellationToken ct)
    {
        var type = DingTalkEvent.Normal(happened.Type);
        if (account.CorpId is { Length: > 0 } home && happened.CorpId is { Length: > 0 } corp && corp != home)
        {
            metrics.Event("foreign");
            events.Foreign(account.Id, Printable.Of(happened.Id), Printable.Of(type), Printable.Of(corp));
            return true;
        }

        try
        {
            if (SentMessageEventReader.Read(happened.Type, happened.Data) is { } read) return !account.TrackRead || await KeepAsync(happened, read, ct);
            var followed = Follow(happened);
            if (!wants(type))
            {
                metrics.Event(followed ? "directory" : "other");
                if (!followed) log.OtherEvent(account.Id, Printable.Of(type));
                return true;
            }

            await StoreAsync(happened, type, ct);
            return true;
        }
        catch (StoreException e)
        {
            metrics.Event("unstored");
            log.NotStored(account.Id, e.Message, e);
            return false;
        }
    }

    private async Task StoreAsync(DingTalkEvent happened, string type, CancellationToken ct)
    {
        // Without an id of its own, as its oldest form comes, it is known by what it says.
        var id = happened.Id.Length > 0 ? happened.Id : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{type}\n{happened.Data}")));
        // The gateway's own looks at approvals have such ids; they come by no door.
        if (id.StartsWith(WorkflowDesk.LookPrefix, StringComparison.Ordinal)) id = $"forged:{id}";
        var row = new StoredEvent { Account = account.Id, EventId = id, Type = type, CorpId = happened.CorpId, Data = happened.Data, BornAt = happened.BornAt, ReceivedAt = time.GetUtcNow() };
        var added = await store.AddEventAsync(row, ct);
        metrics.Event(added ? "stored" : "duplicate");
        if (added) events.Taken(account.Id, Printable.Of(id), Printable.Of(type));
        else events.Duplicate(account.Id, Printable.Of(id), Printable.Of(type));
        if (added) stored();
    }

    /// <summary>Not stored: a restart has forgotten all that is remembered anyway.</summary>
    private bool Follow(DingTalkEvent happened)
    {
        if (directory?.Follow(EventBodyReader.Read(happened)) != true) return false;
        events.DirectoryFollowed(account.Id, Printable.Of(happened.Id), Printable.Of(happened.Type));
        return true;
    }

    private async Task<bool> KeepAsync(DingTalkEvent happened, SentMessageEvent read, CancellationToken ct)
    {
        var recalled = read.Kind == SentMessageEventKind.Recalled;
        // Without an id of its own the event is known by what it says: a message is read once by each person.
        var id = happened.Id.Length > 0 ? happened.Id : $"{happened.Type}:{read.ProcessQueryKey}:{read.User}{read.UnionId}";
        var sent = new SentEvent(account.Id, id, recalled ? SentEventKind.Recalled : SentEventKind.Read, read.ProcessQueryKey, read.User?.Value, read.At ?? time.GetUtcNow());
        metrics.Event(await store.AddSentEventAsync(sent, ct) ? recalled ? "recalled" : "read" : "duplicate");
        return true;
    }
}
