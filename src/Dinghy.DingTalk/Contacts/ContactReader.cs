using System.Text.Json;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.Contacts;

/// <summary>Reads the directory as DingTalk writes it: ids as numbers or texts, flags as booleans or texts, lists as arrays, as text, or as the one object in them.</summary>
internal static class ContactReader
{
    /// <returns>Null: it has no staff id.</returns>
    public static Contact? Person(JsonElement user)
    {
        if (user.Filled("userid") is not { } id) return null;
        return new Contact(new(id), user.Filled("name") ?? "")
        {
            UnionId = user.Filled("unionid"),
            Title = user.Filled("title"),
            JobNumber = user.Filled("job_number"),
            Mobile = user.Filled("mobile"),
            Email = user.Filled("email"),
            OrgEmail = user.Filled("org_email"),
            WorkPlace = user.Filled("work_place"),
            Avatar = user.Filled("avatar"),
            Remark = user.Filled("remark"),
            Manager = user.Filled("manager_userid") is { } manager ? new StaffId(manager) : null,
            Departments = Memberships(user),
            Roles = [.. Several(user, "role_list").Select(Role).OfType<ContactRole>()],
            Active = user.Flag("active"),
            Admin = user.Flag("admin"),
            Boss = user.Flag("boss"),
            Senior = user.Flag("senior"),
            HiredAt = user.Moment("hired_date"),
            Extension = user.Filled("extension"),
        };
    }

    /// <summary>Here leader and order are scalars and belong to the department that was asked about.</summary>
    public static ContactPage Page(JsonElement result, long department)
    {
        var people = Several(result, "list")
            .Select(user => Person(user) is { } person ? person with { Departments = [new(department, user.Flag("leader"), user.Integer("dept_order"))] } : null)
            .OfType<Contact>().Take(ContactApi.MaxPage);
        return new([.. people], result.Flag("has_more") ? result.Integer("next_cursor") : null);
    }

    public static Department? Department(JsonElement item)
    {
        if (item.Integer("dept_id") is not { } id) return null;
        return new Department(id, item.Filled("name") ?? "", id == Contacts.Department.Root ? null : item.Integer("parent_id"))
        {
            Managers = StaffIds(item, "dept_manager_userid_list"),
            ChatId = item.Filled("dept_group_chat_id"),
            Hidden = item.Flag("hide_dept"),
            Members = item.Integer("member_count"),
        };
    }

    public static IReadOnlyList<Department> Departments(JsonElement root) => [.. Several(root, "result").Select(Department).OfType<Department>()];

    public static IReadOnlyList<IReadOnlyList<long>> Chains(JsonElement result) =>
        [.. Several(result, "parent_list").Select(chain => Numbers(chain, "parent_dept_id_list")).Where(chain => chain.Count > 0)];

    public static IReadOnlyList<long> Numbers(JsonElement item, string name) =>
        [.. Several(item, name).Select(value => LenientJson.Integer(value.AsText())).OfType<long>()];

    public static IReadOnlyList<StaffId> StaffIds(JsonElement item, string name) =>
        [.. Several(item, name).Select(value => value.AsText()).OfType<string>().Where(id => id.Length > 0).Select(id => new StaffId(id))];

    private static List<Membership> Memberships(JsonElement user)
    {
        var leads = Several(user, "leader_in_dept").Where(item => item.Flag("leader")).Select(item => item.Integer("dept_id")).ToHashSet();
        var orders = Several(user, "dept_order_list").ToLookup(item => item.Integer("dept_id"), item => item.Integer("order"));
        return [.. Numbers(user, "dept_id_list").Distinct().Select(id => new Membership(id, leads.Contains(id), orders[id].FirstOrDefault()))];
    }

    private static ContactRole? Role(JsonElement role) =>
        role.Integer("id") is { } id ? new(id, role.Filled("name") ?? "", role.Filled("group_name") ?? "") : null;

    private static IEnumerable<JsonElement> Several(JsonElement item, string name) =>
        item.Object(name) is { } only ? [only] : item.Items(name);
}
