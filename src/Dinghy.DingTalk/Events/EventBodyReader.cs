using System.Text.Json;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Wire;
using Dinghy.DingTalk.Workflow;

namespace Dinghy.DingTalk.Events;

/// <summary>What an event says, in Stream's camelCase and HTTP's PascalCase alike. Never throws.</summary>
public static class EventBodyReader
{
    private const int Most = 1000;

    public static EventBody Read(DingTalkEvent given)
    {
        var type = DingTalkEvent.Normal(given.Type);
        if (!LenientJson.TryParse(given.Data, out var root) || root.ValueKind != JsonValueKind.Object) return new OtherEvent(type, given.Data);
        return Known(type, root) ?? new OtherEvent(type, given.Data);
    }

    private static EventBody? Known(string type, JsonElement root) => type switch
    {
        "bpms_instance_change" => Instance(type, new Fields(root)),
        "bpms_task_change" => Task(type, new Fields(root)),
        "user_add_org" => People(type, DirectoryChange.Added, root),
        "user_modify_org" => People(type, DirectoryChange.Modified, root),
        "user_leave_org" => People(type, DirectoryChange.Removed, root),
        "user_active_org" => People(type, DirectoryChange.Activated, root),
        "label_user_change" => Roles(type, root),
        "org_dept_create" => Departments(type, DirectoryChange.Added, root),
        "org_dept_modify" => Departments(type, DirectoryChange.Modified, root),
        "org_dept_remove" => Departments(type, DirectoryChange.Removed, root),
        "chat_add_member" => Chat(type, ChatChange.MembersAdded, root),
        "chat_remove_member" => Chat(type, ChatChange.MembersRemoved, root),
        "chat_quit" => Chat(type, ChatChange.MemberQuit, root),
        "chat_disband" => Chat(type, ChatChange.Disbanded, root),
        "chat_update_title" => Chat(type, ChatChange.Title, root),
        "chat_update_owner" => Chat(type, ChatChange.Owner, root),
        _ => null,
    };

    private static ProcessInstanceEvent? Instance(string type, Fields fields) => Id(fields, "processInstanceId") is not { } id ? null
        : new(type, new(id), Change(fields))
        {
            ProcessCode = Id(fields, "processCode"),
            Title = fields.Filled("title"),
            Originator = Id(fields, "staffId") is { } person ? new StaffId(person) : null,
            Result = fields.Filled("result") switch { "agree" => ProcessResult.Agree, "refuse" => ProcessResult.Refuse, _ => ProcessResult.None },
            BusinessId = Id(fields, "businessId"),
        };

    private static ProcessTaskEvent? Task(string type, Fields fields) => Id(fields, "processInstanceId") is not { } id ? null
        : new(type, new(id), Change(fields))
        {
            Task = LenientJson.Integer(fields.Filled("taskId")),
            ProcessCode = Id(fields, "processCode"),
            Title = fields.Filled("title"),
            Approver = Id(fields, "staffId") is { } person ? new StaffId(person) : null,
            Result = fields.Filled("result") switch { "agree" => ProcessTaskResult.Agree, "refuse" => ProcessTaskResult.Refuse, "redirect" => ProcessTaskResult.Redirected, _ => ProcessTaskResult.None },
            Remark = fields.Filled("remark"),
        };

    private static ProcessChange Change(Fields fields) => fields.Filled("type") switch
    {
        "start" => ProcessChange.Start,
        "finish" => ProcessChange.Finish,
        "terminate" => ProcessChange.Terminate,
        "cancel" => ProcessChange.Cancel,
        "delete" => ProcessChange.Delete,
        _ => ProcessChange.Unknown,
    };

    private static PeopleEvent? People(string type, DirectoryChange change, JsonElement root) =>
        Texts(root, "userId").Select(id => new StaffId(id)).ToList() is { Count: > 0 } people ? new(type, change, people) : null;

    private static RoleEvent? Roles(string type, JsonElement root) => Texts(root, "userIdList").Select(id => new StaffId(id)).ToList() is { Count: > 0 } people
        ? new(type, people) { Roles = [.. Texts(root, "labelIdList").Select(LenientJson.Integer).OfType<long>()] }
        : null;

    private static DepartmentEvent? Departments(string type, DirectoryChange change, JsonElement root) =>
        Texts(root, "deptId").Select(LenientJson.Integer).OfType<long>().ToList() is { Count: > 0 } departments ? new(type, change, departments) : null;

    private static ChatEvent? Chat(string type, ChatChange change, JsonElement root)
    {
        var fields = new Fields(root);
        if (Id(fields, "openConversationId") is not { } chat) return null;
        return new(type, change, new(chat))
        {
            People = [.. Texts(root, "userId").Select(id => new StaffId(id))],
            Operator = (Id(fields, "operator") ?? Id(fields, "operatorUserId")) is { } person ? new StaffId(person) : null,
            Title = fields.Filled("title"),
        };
    }

    /// <summary>A list, or its one member, under a name whose case does not count.</summary>
    private static IEnumerable<string> Texts(JsonElement root, string name)
    {
        var member = root.EnumerateObject().Select(member => member.Name).FirstOrDefault(found => found.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (member is null) return [];
        var several = root.Items(member).Take(Most).Select(value => value.AsText()).ToList();
        IEnumerable<string?> all = several.Count > 0 ? several : [root.Filled(member)];
        return all.Where(text => text is { Length: > 0 and <= DingTalkEvent.MaxIdLength } && text[0] != '[').Select(text => text!);
    }

    private static string? Id(Fields fields, string name) => fields.Filled(name) is { Length: <= DingTalkEvent.MaxIdLength } value ? value : null;
}
