using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools.Approvals;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.WebConsole;

/// <summary><c>/api/approvals</c>: calls of tools that wait for a person, and what became of the last ones.</summary>
internal static class ApprovalRoutes
{
    private const int Most = 200;

    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway)
    {
        guarded.MapGet("/approvals", async Task<IResult> (HttpContext http, CancellationToken ct) =>
        {
            if (gateway() is not { } running) return ConsoleAnswers.Starting();
            var caller = http.Caller();
            var asked = await running.Approvals.ListAsync(Most, ct);
            return TypedResults.Json(new ApprovalsReport([.. asked.Select(one => ToolApprovalReport.Of(running, one, caller))]), ConsoleJson.Default.ApprovalsReport);
        }).For(Role.Auditor);
        // Whose it is to decide, the question itself says; an operator who was not asked hears "not_yours".
        guarded.MapPost("/approvals/{id:long}", async Task<IResult> (long id, HttpContext http, CancellationToken ct) =>
        {
            if (gateway() is not { } running) return ConsoleAnswers.Starting();
            if (await ConsoleAnswers.ReadAsync(http, ConsoleJson.Default.DecideOrder) is not { Yes: { } yes }) return ConsoleAnswers.BadRequest();
            try
            {
                if (await running.Approvals.FindAsync(id, ct) is not { } asked) return ConsoleAnswers.NotFound();
                var caller = http.Caller();
                return await running.Approvals.DecideAsync(asked, NameFor(running, asked, caller), Owns(running, asked, caller), yes, ct) switch
                {
                    Decision.PassedOn => Report(new DecidedReport("done") { State = yes ? "granted" : "denied" }),
                    Decision.NotTheirs => Report(new DecidedReport("not_yours")),
                    Decision.TooLate late => Report(new DecidedReport("too_late") { State = ToolApprovalReport.StateOf(late.State) }),
                    _ => Report(new DecidedReport("gone")),
                };
            }
            catch (StoreException)
            {
                return ConsoleAnswers.DiskFull();
            }
        }).For(Role.Operator);
    }

    public static bool Owns(GatewayHost running, ToolApproval asked, Caller caller) =>
        caller.StaffId is { } person ? caller.Role == Role.Owner && running.OwnsRobot(asked.Account, person) : caller.Role == Role.Owner;

    /// <summary>The same staff id is another person in another robot's organisation, whose questions are not theirs.</summary>
    public static string NameFor(GatewayHost running, ToolApproval asked, Caller caller) =>
        caller.StaffId is not { } person || caller.Account == asked.Account || running.OwnsRobot(asked.Account, person) ? caller.Name : $"{caller.Account}/{person}";

    private static JsonHttpResult<DecidedReport> Report(DecidedReport report) => TypedResults.Json(report, ConsoleJson.Default.DecidedReport);
}

internal sealed record DecideOrder(bool? Yes);

/// <param name="Result"><c>done</c>, <c>too_late</c>, <c>not_yours</c>, or <c>gone</c>: there is no way any more to where it was asked.</param>
internal sealed record DecidedReport(string Result)
{
    public string? State { get; init; }
}

/// <summary>
/// One call. Person is who asked the agent; Asked the staff ids of those who were asked in chats of their own; OwnersOnly: only an owner may say yes; MayDecide:
/// whoever looks at it may say yes, now. State is <c>pending</c>, <c>granted</c>, <c>running</c>, <c>done</c>, <c>failed</c>, <c>denied</c>, <c>expired</c> or <c>unknown</c>.
/// </summary>
internal sealed record ToolApprovalReport(
    long Id, string Account, string Person, string Agent, string Tool, string State, bool OwnersOnly, IReadOnlyList<string> Asked, string Rule,
    DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, long TurnId, bool MayDecide)
{
    /// <summary>A JSON object as text; null: it is hidden.</summary>
    public string? Arguments { get; init; }

    public bool? Hidden { get; init; }

    public string? DecidedBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public static ToolApprovalReport Of(GatewayHost running, ToolApproval one, Caller caller)
    {
        var may = caller.Role >= Role.Operator && running.Approvals.Waits(one)
            && ApprovalDesk.May(one, ApprovalRoutes.NameFor(running, one, caller), ApprovalRoutes.Owns(running, one, caller), yes: true);
        // What nobody answered is over before the watch has written so.
        var state = one.State == ApprovalState.Pending && !running.Approvals.Waits(one) ? ApprovalState.Expired : one.State;
        return new(one.Id, one.Account, one.Person, one.Agent, one.Tool, StateOf(state), one.OwnersOnly, one.Asked, one.Rule, one.CreatedAt, one.ExpiresAt, one.TurnId, may)
        {
            Arguments = caller.HidesTexts ? null : one.Arguments,
            Hidden = caller.HidesTexts ? true : null,
            DecidedBy = one.DecidedBy,
            DecidedAt = one.DecidedAt,
        };
    }

    public static string StateOf(ApprovalState state) => state.ToString().ToLowerInvariant();
}

internal sealed record ApprovalsReport(IReadOnlyList<ToolApprovalReport> Approvals);
