using System.Text.Json.Serialization;

namespace Dinghy.WebConsole;

/// <summary>Why a call was not answered.</summary>
/// <param name="Error">A word for programs.</param>
internal sealed record ConsoleFault(string Error)
{
    public const string Role = "role";
    public const string Host = "host";
    public const string Origin = "origin";
    public const string Csrf = "csrf";

    /// <summary>The least role that may.</summary>
    public string? Needs { get; init; }

    public string? Problem { get; init; }

    public int? WaitSeconds { get; init; }

    /// <summary>What stands there now.</summary>
    public string? Version { get; init; }
}

/// <summary><c>GET /api/console/session</c>.</summary>
internal sealed record SessionReport(bool SignedIn, bool FirstRun, bool CanCode, string Language, string Version)
{
    public string? Name { get; init; }

    public string? StaffId { get; init; }

    public string? Role { get; init; }

    public string? How { get; init; }

    public string? Csrf { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
}

internal sealed record TokenOrder(string? Token);

internal sealed record CodeOrder(string? StaffId, string? Code);

/// <summary>Opens the console once, for a few minutes.</summary>
internal sealed record TicketReport(string Ticket, string Path, DateTimeOffset ExpiresAt);

internal static class ConsoleWords
{
    public static string Of(Role role) => role switch { Role.Owner => "owner", Role.Operator => "operator", _ => "auditor" };
}

/// <summary>What only the console's routes speak; the same names as the command line's.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ConsoleFault))]
[JsonSerializable(typeof(SessionReport))]
[JsonSerializable(typeof(TokenOrder))]
[JsonSerializable(typeof(CodeOrder))]
[JsonSerializable(typeof(TicketReport))]
[JsonSerializable(typeof(List<SessionRow>))]
[JsonSerializable(typeof(DashboardReport))]
[JsonSerializable(typeof(Point))]
[JsonSerializable(typeof(TurnReport))]
[JsonSerializable(typeof(WorkingReport))]
[JsonSerializable(typeof(PeopleReport))]
[JsonSerializable(typeof(GroupsReport))]
[JsonSerializable(typeof(AgentsReport))]
[JsonSerializable(typeof(RoutingReport))]
[JsonSerializable(typeof(ExplainOrder))]
[JsonSerializable(typeof(ApprovalsReport))]
[JsonSerializable(typeof(DecideOrder))]
[JsonSerializable(typeof(DecidedReport))]
[JsonSerializable(typeof(TrailReport))]
[JsonSerializable(typeof(ConfigFileReport))]
[JsonSerializable(typeof(ChangeReport))]
[JsonSerializable(typeof(CheckReport))]
[JsonSerializable(typeof(SetOrder))]
[JsonSerializable(typeof(TextOrder))]
[JsonSerializable(typeof(RollbackOrder))]
[JsonSerializable(typeof(HistoryReport))]
[JsonSerializable(typeof(DiffReport))]
[JsonSerializable(typeof(PendingListReport))]
internal sealed partial class ConsoleJson : JsonSerializerContext;
