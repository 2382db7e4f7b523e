using System.Globalization;
using System.Text.Json;

namespace Dinghy.Emulator;

/// <summary><c>/topapi/message/corpconversation/*</c>: work notices by an application's <c>agent_id</c>.</summary>
internal sealed class NoticeCalls(DingTalkWorld world, ApiGate gate)
{
    private const string Scope = "qyapi_base";
    private const int MaxPeople = 100;
    private const int MaxDepartments = 20;
    private static readonly TimeSpan s_recallable = TimeSpan.FromHours(24);

    private readonly DepartmentDoor _departments = new(world);

    /// <summary>asyncsend_v2: accepted at once, whatever becomes of it.</summary>
    public ApiAnswer Send(ApiCall call)
    {
        if (!TryEnter(call, ApiNames.NoticeSend, out var app, out var ask, out var problem)) return problem;
        if (call.Object() is not { } body || body.Member("msg", JsonValueKind.Object) is not { } message) return Invalid("msg");
        if (!NoticeText.TryRead(message, out var kind, out var text, out var wrong)) return Invalid(wrong);
        var people = Listed(ask.Text("userid_list"));
        var departments = Listed(ask.Text("dept_id_list"));
        var everyone = body.Flag("to_all_user");
        if (people.Count == 0 && departments.Count == 0 && !everyone) return Invalid("userid_list");
        if (people.Count > MaxPeople) return Invalid("userid_list");
        if (departments.Count > MaxDepartments) return Invalid("dept_id_list");
        var known = departments.Select(id => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).ToLookup(id => world.Organisation.Find(id) is not null && _departments.IsVisible(id));
        var members = world.People.Where(person => !person.External).ToList();
        var reached = people.Where(id => members.Exists(person => person.StaffId == id))
            .Concat(members.Where(person => everyone || IsBelow(person, known[true])).Select(person => person.StaffId)).Distinct(StringComparer.Ordinal);
        var notice = world.Notices.Add(
            app, kind, text, message.GetRawText(), [.. reached], [.. people.Where(id => !members.Exists(person => person.StaffId == id))], [.. known[false]]);
        world.NoticeHandedOver();
        return TopJson.Ok(world, top => top.Number("task_id", notice.TaskId));
    }

    public ApiAnswer Progress(ApiCall call) => !TryTask(call, ApiNames.NoticeProgress, "task_id", out _, out var problem) ? problem : TopJson.Ok(world, top => top.Object("progress", () =>
    {
        top.Number("progress_in_percent", 100);
        top.Number("status", 2);
    }));

    public ApiAnswer Result(ApiCall call) => !TryTask(call, ApiNames.NoticeResult, "task_id", out var notice, out var problem) ? problem : TopJson.Ok(world, top => top.Object("send_result", () =>
    {
        top.Texts("invalid_user_id_list", notice.Invalid);
        top.Texts("forbidden_user_id_list", notice.Refused.Select(refused => refused.StaffId));
        top.Texts("failed_user_id_list", []);
        top.Texts("read_user_id_list", notice.Readers);
        top.Texts("unread_user_id_list", notice.StaffIds.Except(notice.Readers, StringComparer.Ordinal));
        top.Numbers("invalid_dept_id_list", notice.InvalidDepartments.ToList());
        top.Objects("forbidden_list", notice.Refused, refused =>
        {
            top.Text("code", refused.Code.ToString(CultureInfo.InvariantCulture));
            top.Number("count", 1);
            top.Text("userid", refused.StaffId);
        });
    }));

    public ApiAnswer Recall(ApiCall call)
    {
        if (!TryTask(call, ApiNames.NoticeRecall, "msg_task_id", out var notice, out var problem)) return problem;
        if (world.Options.Time.GetUtcNow() - notice.At > s_recallable) return Invalid("msg_task_id");
        world.Notices.Change(notice.TaskId, one => one with { Recalled = true });
        world.NoticeHandedOver();
        return TopJson.Ok(world, _ => { });
    }

    private bool TryEnter(ApiCall call, string api, out EmulatedApp app, out TopCall ask, out ApiAnswer problem)
    {
        ask = new TopCall();
        if (!gate.TryPassTop(call, api, Scope, out app, out problem) || !TopCall.TryRead(call, out ask, out problem)) return false;
        problem = Invalid("agent_id");
        return ask.Number("agent_id") == app.AgentId;
    }

    private bool TryTask(ApiCall call, string api, string name, out WorkNotice notice, out ApiAnswer problem)
    {
        notice = null!;
        if (!TryEnter(call, api, out var app, out var ask, out problem)) return false;
        problem = Invalid(name);
        if (ask.Number(name) is not { } task || world.Notices.Find(task) is not { } found || found.ClientId != app.ClientId) return false;
        notice = found;
        return true;
    }

    private bool IsBelow(Person person, IEnumerable<long> departments) =>
        world.PlaceOf(person.StaffId).Departments.SelectMany(world.Organisation.Chain).Intersect(departments).Any();

    private static List<string> Listed(string? list) => [.. (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];

    private static ApiAnswer Invalid(string what) => TopCall.Refuse(400002, $"参数错误 {what}");
}
