using Dinghy.DingTalk;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.WorkNotices;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools.Sending;

namespace Dinghy.Gateway.Tools.Organisation;

/// <summary>A notice of the app in everybody's 工作通知, which people can not answer. DingTalk drops what is over its limits without a word: the result tells.</summary>
internal sealed class SendWorkNotice(OrganisationRoom room) : OrganisationTool(room)
{
    private const int MaxTitle = 64;

    public override ToolDeclaration Declaration { get; } = new(
        "send_work_notice",
        "Sends a work notice (工作通知) of the app to people or whole departments, when the person asks for it: for official notices that nobody answers. At most about 600 Chinese characters, "
        + "once a day the same text to the same person. To many people it is not sent at first: you get a preview; show it, and call again with the same arguments and its confirm, and the person is asked.",
        """
        {"type":"object","properties":{"people":{"type":"array","items":{"type":"string"},"description":"Names or staff ids."},"departments":{"type":"array","items":{"type":"string"},"description":"Ids or names; everybody in and below them."},"title":{"type":"string","description":"One line; the notification shows it."},"text":{"type":"string","description":"The notice, in simple markdown."},"confirm":{"type":"string","description":"From the preview, letter for letter."}},"required":["title","text"]}
        """);

    public override ToolEffect Effect => ToolEffect.Once;

    protected override string Scope => "qyapi_base";

    public override ToolTerms TermsOf(ToolInput input) => input.Text("confirm") is null ? ToolTerms.Free : new ToolTerms(ToolPolicy.Ask, ToolPolicy.Ask);

    protected override async Task<ToolResult> AnswerAsync(OrganisationDoor door, ToolInput input, ToolTurn turn, CancellationToken ct)
    {
        if (door.AgentId is not { } agent)
            return ToolResult.Error("Not sent: work notices need the app's number, and agent_id of this robot is not configured, or is no number. Tell the person so: it stands in the developer console under the app's basic information.") with { Note = NoAgent };
        if (turn.Messages + turn.Dispatched >= SendMessage.MaxMessages) return ToolResult.Error($"Not sent: at most {SendMessage.MaxMessages} messages with one answer.");
        if (input.Text("title") is not { Length: <= MaxTitle } title) return ToolResult.Error($"Not sent: title is missing, or longer than {MaxTitle} characters.");
        if (input.Text("text") is not { } text) return ToolResult.Error("Not sent: text is missing.");
        var notice = new WorkNoticeMarkdown(title.ReplaceLineEndings(" "), text);
        if (WorkNoticeApi.Measure(notice) > WorkNoticeApi.MaxBytes) return ToolResult.Error($"Not sent: a work notice has room for {WorkNoticeApi.MaxBytes} bytes, about 600 Chinese characters. Make it shorter, or use send_to.");
        var (to, problem) = await Addresses(door, turn).FindAsync(Texts(input, "people"), Texts(input, "departments"), [], ct);
        if (problem is not null) return ToolResult.Error($"Not sent: {problem}");
        if (!await Room.MaySend(turn.Context, $"{title}\n{text}", ct)) return Stopped;
        if (Held(to, $"{title}\n{text}", input.Text("confirm"), "send_work_notice", "work_notice", turn) is { } held) return held;
        return new ToolResult(Reports.Of(await SendAsync(door, agent, notice, to, turn, ct), Room, door.Account.Id)) { Dispatched = true };
    }

    /// <summary>Kept before each call, so that what was handed over can be taken back whatever happens between.</summary>
    private async Task<Dispatch> SendAsync(OrganisationDoor door, long agent, WorkNotice notice, Addressed to, ToolTurn turn, CancellationToken ct)
    {
        var calls = to.People.Select(person => person.Id).Chunk(WorkNoticeTarget.MaxPeople).ToList();
        var kept = await Room.Dispatches.AddDispatchAsync(
            new NewDispatch(turn.Context.Turn.Keep, Asker(turn)?.Value ?? "", DispatchKind.WorkNotice) { AgentId = agent, Parts = [.. calls.Select(people => new NewDispatchPart(people, Group: null, Reply: null))] },
            Room.Time.GetUtcNow(), ct);
        foreach (var (at, people) in calls.Index())
        {
            try
            {
                var task = await door.Gate.RunAsync(
                    door.Account.Id, DingTalkCall.WorkNotice, Urgency.Usual,
                    sending => door.Notices.SendAsync(agent, new WorkNoticeTarget { People = [.. people.Select(id => new StaffId(id))] }, notice, sending), ct);
                await Room.Dispatches.EndDispatchPartAsync(kept.Id, at + 1, DispatchState.Delivered, task.ToString(System.Globalization.CultureInfo.InvariantCulture), error: null, CancellationToken.None);
            }
            catch (DingTalkApiException e)
            {
                await Room.Dispatches.EndDispatchPartAsync(kept.Id, at + 1, e.Certain ? DispatchState.Refused : DispatchState.InDoubt, receipt: null, e.Code, CancellationToken.None);
                if (at == 0) throw;
            }
        }

        return (await Room.Dispatches.FindDispatchAsync(kept.Id, ct))!;
    }

    private static PersonNote NoAgent { get; } = new(
        "还没有配置这个应用的 agent_id（AgentId，一串数字，在开发者后台应用的「基础信息」里），所以发不了工作通知。",
        "The app's agent_id (AgentId, a number, in the developer console under its basic information) is not configured, so no work notice can be sent.");
}
