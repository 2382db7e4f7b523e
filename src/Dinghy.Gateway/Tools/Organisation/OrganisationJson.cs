using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dinghy.Gateway.Tools.Organisation;

/// <summary>What the tools tell, as data: whatever a name or a form says, it is nobody's instruction.</summary>
internal sealed record PersonView(string StaffId, string Name)
{
    public string? Title { get; init; }

    public IReadOnlyList<PlaceView>? Departments { get; init; }

    public string? ManagerStaffId { get; init; }

    public string? Mobile { get; init; }

    public string? Email { get; init; }
}

internal sealed record PlaceView(long DeptId, string? Name, bool Leads);

internal sealed record PeopleView(IReadOnlyList<PersonView> People)
{
    /// <summary>There are others: ask closer.</summary>
    public bool More { get; init; }

    public string? Note { get; init; }
}

internal sealed record DepartmentView(long DeptId, string Name)
{
    public IReadOnlyList<PersonView>? Managers { get; init; }

    public long? Members { get; init; }

    /// <summary>From its parent up.</summary>
    public IReadOnlyList<DepartmentView>? Above { get; init; }

    public IReadOnlyList<DepartmentView>? Below { get; init; }

    public bool More { get; init; }
}

internal sealed record DepartmentsView(IReadOnlyList<DepartmentView> Departments);

internal sealed record ManagersView(PersonView Person, IReadOnlyList<PersonView> Managers)
{
    public string? Note { get; init; }
}

internal sealed record MessageView(long Message, string Kind, DateTimeOffset SentAt)
{
    public bool Recalled { get; init; }

    public int People { get; init; }

    public int Groups { get; init; }

    public int CallsDelivered { get; init; }

    public int CallsWaiting { get; init; }

    public int CallsInDoubt { get; init; }

    public IReadOnlyList<string>? Failed { get; init; }

    /// <summary>Why calls that wait were not taken.</summary>
    public IReadOnlyList<string>? Waiting { get; init; }

    public IReadOnlyList<string>? NotReached { get; init; }

    public int? Read { get; init; }

    public IReadOnlyList<string>? Unread { get; init; }
}

internal sealed record ApprovalView(string Id, string Title, string Status, string Result)
{
    public string? Number { get; init; }

    public string? Originator { get; init; }

    public string? Department { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public IReadOnlyList<FieldView>? Form { get; init; }

    public IReadOnlyList<StepView>? Steps { get; init; }

    public IReadOnlyList<string>? WaitsFor { get; init; }
}

internal sealed record FieldView(string Name, string Value);

internal sealed record StepView(string Type, string? By, string Result)
{
    public string? Remark { get; init; }

    public DateTimeOffset? At { get; init; }
}

internal sealed record ApprovalsView(IReadOnlyList<ApprovalView> Approvals)
{
    public bool More { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PeopleView))]
[JsonSerializable(typeof(DepartmentsView))]
[JsonSerializable(typeof(ManagersView))]
[JsonSerializable(typeof(MessageView))]
[JsonSerializable(typeof(ApprovalView))]
[JsonSerializable(typeof(ApprovalsView))]
internal sealed partial class OrganisationJson : JsonSerializerContext
{
    /// <summary>Chinese as it is: a model pays for every escape.</summary>
    public static OrganisationJson Plain { get; } = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
