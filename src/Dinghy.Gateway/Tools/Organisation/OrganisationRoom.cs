using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.WorkNotices;
using Dinghy.DingTalk.Workflow;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tools.Organisation;

/// <summary>One robot's way to its organisation.</summary>
internal sealed record OrganisationDoor(AccountConfig Account, OrganisationDirectory Directory, WorkNoticeApi Notices, WorkflowApi Workflow, SentMessageApi Sent, CallGate Gate)
{
    /// <summary>The number of the app; null: it is not configured, or is none.</summary>
    public long? AgentId => long.TryParse(Account.AgentId, System.Globalization.CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;
}

/// <summary>What the organisation's tools share.</summary>
/// <param name="Config">Of <c>tools.organisation</c>.</param>
/// <param name="DoorOf">By account; null: not configured.</param>
/// <param name="Send">Keeps a message to others and sends it.</param>
/// <param name="Dispatches">What was sent.</param>
/// <param name="Groups">Where the robot was heard.</param>
/// <param name="Owners">May see and take back what others sent.</param>
/// <param name="Log">Named events.</param>
/// <param name="Time">The clock.</param>
internal sealed record OrganisationRoom(
    OrganisationConfig Config, Func<string, OrganisationDoor?> DoorOf, SendOut Send, IDispatchStore Dispatches, IAccessStore Groups, Owners Owners, OrganisationLog Log, TimeProvider Time)
{
    /// <summary>Whether the operator's rules for content let a tool's text go to others.</summary>
    public required Func<TurnContext, string, CancellationToken, Task<bool>> MaySend { get; init; }

    /// <summary>Every one there is, in an order that stays.</summary>
    public IEnumerable<ITool> Tools() =>
    [
        new FindPeople(this), new ListDepartments(this), new GetManager(this), new SendTo(this), new SendWorkNotice(this), new MessageStatus(this), new RecallMessage(this),
        new ListApprovals(this), new ReadApproval(this),
    ];
}

/// <summary>A message to others, resolved: to whom, and what.</summary>
/// <param name="Account">Whose robot.</param>
/// <param name="Turn">In which it was asked for; null: by the operator.</param>
/// <param name="To">Whom.</param>
/// <param name="Text">Markdown, unless <paramref name="Plain"/>.</param>
/// <param name="Plain">Goes as it stands.</param>
internal sealed record SendOrder(AccountConfig Account, Turn? Turn, Addressed To, string Text, bool Plain);

/// <summary>Keeps a message to others and sends it; waits a little for how it ends.</summary>
/// <returns>How it stands.</returns>
internal delegate Task<Dispatch> SendOut(SendOrder order, CancellationToken ct);
