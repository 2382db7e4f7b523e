using System.Globalization;
using Dinghy.DingTalk;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tools.Organisation;

/// <summary>Looks after messages to others, and takes them back.</summary>
/// <param name="door">Of the robot that sent them.</param>
/// <param name="store">Keeps them.</param>
/// <param name="time">The clock.</param>
internal sealed class SentMessages(OrganisationDoor door, IDispatchStore store, TimeProvider time)
{
    /// <summary>DingTalk takes nothing back that is older.</summary>
    public static readonly TimeSpan Recallable = TimeSpan.FromHours(24);

    /// <summary>Calls of one look: they cost of the month.</summary>
    private const int MostLooks = 5;

    private const int MostNamed = 50;

    /// <summary>With who has read it, as far as DingTalk tells for a few calls.</summary>
    /// <exception cref="DingTalkApiException">DingTalk does not tell.</exception>
    public async Task<MessageView> LookAsync(Dispatch sent, CancellationToken ct)
    {
        var view = Reports.View(sent);
        var (read, unread, missed) = (0, new List<string>(), new List<string>());
        var looked = sent.Parts.SelectMany(part => part.Receipts.Take(1).Select(receipt => (Part: part, Receipt: receipt))).Take(MostLooks).ToList();
        foreach (var (part, receipt) in looked)
        {
            if (sent.Kind == DispatchKind.WorkNotice)
            {
                var result = await CallAsync(DingTalkCall.ReadStatus, inner => door.Notices.GetResultAsync(sent.AgentId ?? 0, Task(receipt), inner), ct);
                read += result.Read.Count;
                unread.AddRange(result.Unread.Select(id => id.Value));
                missed.AddRange(result.Unknown.Select(id => $"{id}: unknown").Concat(result.Failed.Select(id => $"{id}: failed")));
                missed.AddRange(result.HeldBack.Select(id => $"{id}: {Reason(result.Refusals.FirstOrDefault(refusal => refusal.Person == id)?.Code)}"));
            }
            else if (part.Group is { } group)
            {
                read += (await CallAsync(DingTalkCall.ReadStatus, inner => door.Sent.GetGroupReadStatusAsync(new ConversationId(group), new RobotReceipt(receipt), nextToken: null, inner), ct)).ReadBy.Count;
            }
            else
            {
                var status = await CallAsync(DingTalkCall.ReadStatus, inner => door.Sent.GetReadStatusAsync(new RobotReceipt(receipt), inner), ct);
                read += status.ReadBy.Count;
                unread.AddRange(part.People.Except(status.ReadBy.Select(id => id.Value), StringComparer.Ordinal).Except(MissedPeople.Read(part.Error), StringComparer.Ordinal));
            }
        }

        return view with
        {
            Read = looked.Count == 0 ? null : read,
            Unread = unread.Count == 0 ? null : [.. unread.Take(MostNamed)],
            NotReached = missed.Count == 0 ? view.NotReached : [.. (view.NotReached ?? []).Concat(missed).Take(MostNamed)],
        };
    }

    /// <summary>Takes back what was delivered, and stops what waits.</summary>
    /// <returns>Calls that are undone, of how many; and why the others are not.</returns>
    /// <exception cref="DingTalkApiException">DingTalk does not take back the first.</exception>
    public async Task<(int Undone, int Calls, IReadOnlyList<string> Failed)> RecallAsync(Dispatch sent, CancellationToken ct)
    {
        var stopped = await store.StopDispatchAsync(sent.Id, ct);
        var (undone, failed) = (stopped, new List<string>());
        foreach (var part in sent.Parts.Where(part => part.Receipts.Count > 0))
        {
            try
            {
                await RecallAsync(sent, part, failed, ct);
                undone++;
            }
            catch (DingTalkApiException e) when (undone > stopped || failed.Count > 0)
            {
                failed.Add(e.Code);
            }
        }

        if (undone > 0) await store.RecalledAsync(sent.Id, time.GetUtcNow(), CancellationToken.None);
        return (undone, sent.Parts.Count, failed);
    }

    private async Task RecallAsync(Dispatch sent, DispatchPart part, List<string> failed, CancellationToken ct)
    {
        if (sent.Kind == DispatchKind.WorkNotice)
        {
            foreach (var receipt in part.Receipts)
            {
                await CallAsync(
                    DingTalkCall.Recall,
                    async inner =>
                    {
                        await door.Notices.RecallAsync(sent.AgentId ?? 0, Task(receipt), inner);
                        return true;
                    },
                    ct);
            }

            return;
        }

        foreach (var receipts in part.Receipts.Select(receipt => new RobotReceipt(receipt)).Chunk(SentMessageApi.MaxReceipts))
        {
            var result = await CallAsync(
                DingTalkCall.Recall, inner => part.Group is { } group ? door.Sent.RecallFromGroupAsync(new ConversationId(group), receipts, inner) : door.Sent.RecallFromPeopleAsync(receipts, inner), ct);
            failed.AddRange(result.Failed.Values);
            if (result.Recalled.Count == 0) throw new DingTalkApiException(DingTalkFault.Refused, result.Failed.Values.FirstOrDefault() ?? "not_recalled", "DingTalk took none of it back");
        }
    }

    private Task<T> CallAsync<T>(DingTalkCall api, Func<CancellationToken, Task<T>> call, CancellationToken ct) => door.Gate.RunAsync(door.Account.Id, api, Urgency.Usual, call, ct);

    private static long Task(string receipt) => long.TryParse(receipt, CultureInfo.InvariantCulture, out var task) ? task : 0;

    private static string Reason(string? code) => code switch
    {
        "143105" => "over the person's 500 notices a day",
        "143106" => "the same notice went to them today",
        "143103" => "too many notices in a minute",
        "1430004" => "in executive mode",
        _ => code ?? "held back",
    };
}
