using Dinghy.DingTalk;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools.Organisation;

namespace Dinghy.Admin;

/// <summary>Messages to people, departments and groups as the operator sends them, while the gateway runs or not.</summary>
/// <param name="config">The one that holds now.</param>
/// <param name="room">Finds whom is meant, and sends.</param>
/// <param name="keepOf">Under which name an account's things are kept.</param>
internal sealed class MessageOffice(DinghyConfig config, OrganisationRoom room, Func<AccountConfig, string> keepOf)
{
    private const int MostText = 80_000;

    public Task<MessageReport> SendAsync(MessageOrder order, CancellationToken ct) => WithDoorAsync(order.Account, "qyapi_robot_sendmsg", async door =>
    {
        if (string.IsNullOrWhiteSpace(order.Text)) return MessageReport.No("There is nothing to say: give --text, or - for what comes on stdin.");
        if (order.Text.Length > MostText) return MessageReport.No($"The text is longer than {MostText} characters.");
        var (to, problem) = await new Addressing(door, room.Groups, keepOf(door.Account), config.Tools.Organisation).FindAsync(order.To, order.Departments, order.Chats, ct);
        if (problem is not null) return MessageReport.No($"Not sent: {problem}");
        var report = new MessageReport(null, null)
        {
            People = [.. to.People.Select(person => new RecipientReport(person.Id, person.Name))],
            Groups = [.. to.Groups.Select(group => new RecipientReport(group.Id, group.Title))],
        };
        if (order.DryRun) return report;
        if (!order.Yes && to.People.Count > config.Tools.Organisation.ConfirmAbove)
            return report with { Problem = $"Not sent: it would go to {to.People.Count} people, more than {config.Tools.Organisation.ConfirmAbove} (tools.organisation.confirm_above). Look with --dry-run, and add --yes.", NeedsYes = true };
        return report with { Message = Reports.View(await room.Send(new SendOrder(door.Account, Turn: null, to, order.Text, Plain: !order.Markdown), ct)) };
    });

    public Task<MessageReport> StatusAsync(long id, CancellationToken ct) => WithMessageAsync(id, async (door, sent) => new MessageReport(null, await new SentMessages(door, room.Dispatches, room.Time).LookAsync(sent, ct)), ct);

    public Task<MessageReport> RecallAsync(long id, CancellationToken ct) => WithMessageAsync(id, async (door, sent) =>
    {
        if (sent.RecalledAt is not null) return new MessageReport(null, Reports.View(sent));
        if (room.Time.GetUtcNow() - sent.At > SentMessages.Recallable) return MessageReport.No($"Message {id} is older than 24 hours, and DingTalk takes back nothing older.");
        var (undone, calls, failed) = await new SentMessages(door, room.Dispatches, room.Time).RecallAsync(sent, ct);
        room.Log.TakenBack(door.Account.Id, id, undone, calls);
        var view = Reports.View((await room.Dispatches.FindDispatchAsync(id, ct))!);
        return new MessageReport(undone == calls && failed.Count == 0 ? null : $"Taken back: {undone} of {calls} calls. {string.Join(", ", failed.Distinct(StringComparer.Ordinal))}".TrimEnd(), view);
    }, ct);

    private async Task<MessageReport> WithMessageAsync(long id, Func<OrganisationDoor, Dispatch, Task<MessageReport>> work, CancellationToken ct)
    {
        if (await room.Dispatches.FindDispatchAsync(id, ct) is not { } sent) return MessageReport.No($"There is no message {id}.");
        var account = config.Accounts.FirstOrDefault(one => keepOf(one) == sent.Account);
        return account is null ? MessageReport.No($"The robot that sent message {id} is not configured any more.") : await WithDoorAsync(account.Id, "qyapi_robot_sendmsg", door => work(door, sent));
    }

    private async Task<MessageReport> WithDoorAsync(string? name, string scope, Func<OrganisationDoor, Task<MessageReport>> work)
    {
        var account = name is not null ? config.Accounts.FirstOrDefault(one => one.Id == name) : config.Accounts is [var only] ? only : null;
        if (account is null || room.DoorOf(account.Id) is not { } door) return MessageReport.No(name is null ? "Name the account with --account: there are several, or none." : $"There is no account {name}.");
        try
        {
            return await work(door);
        }
        catch (DingTalkApiException e) when (e.Fault == DingTalkFault.Permission)
        {
            var scopes = DingTalkRefusal.Scopes(e, scope);
            return MessageReport.No($"Not done: the app lacks DingTalk's permission {scopes} ({e.Code}, request {e.RequestId ?? "-"}). Grant it at {DingTalkRefusal.Grant(account, scopes.Split(", ")[0])} and publish a version.");
        }
        catch (DingTalkApiException e)
        {
            return MessageReport.No($"Not done: {e.Message} (request {e.RequestId ?? "-"})");
        }
    }
}
