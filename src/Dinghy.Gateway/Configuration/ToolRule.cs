namespace Dinghy.Gateway.Configuration;

/// <param name="Policy">Null: the rule says nothing of it.</param>
/// <param name="Approver">Null: whoever asked.</param>
/// <param name="Timeout">Null: <see cref="ToolsConfig.ApprovalTimeout"/>.</param>
internal sealed record ToolRule(ToolPolicy? Policy, Approver? Approver, TimeSpan? Timeout);

/// <summary>Who must say yes to a call.</summary>
/// <param name="Kind">How they are found.</param>
/// <param name="Name">Of the role, or the staff id.</param>
internal sealed record Approver(ApproverKind Kind, string Name = "")
{
    private const string RolePrefix = "role:";

    /// <summary>Null: it names nobody.</summary>
    public static Approver? Parse(string text) => text switch
    {
        "asker" => new(ApproverKind.Asker),
        "owner" => new(ApproverKind.Owner),
        "manager" => new(ApproverKind.Manager),
        "dept_head" => new(ApproverKind.DepartmentHead),
        _ when text.StartsWith(RolePrefix, StringComparison.Ordinal) => text[RolePrefix.Length..].Trim() is { Length: > 0 } role ? new(ApproverKind.Role, role) : null,
        // A staff id is letters, digits and a few signs; what holds a blank or a colon is a slip.
        _ when text.Length is > 0 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@' or '$') => new(ApproverKind.Person, text),
        _ => null,
    };

    /// <summary>As the configuration writes it.</summary>
    public override string ToString() => Kind switch
    {
        ApproverKind.Asker => "asker",
        ApproverKind.Owner => "owner",
        ApproverKind.Manager => "manager",
        ApproverKind.DepartmentHead => "dept_head",
        ApproverKind.Role => RolePrefix + Name,
        _ => Name,
    };
}

internal enum ApproverKind { Asker, Owner, Manager, DepartmentHead, Role, Person }
