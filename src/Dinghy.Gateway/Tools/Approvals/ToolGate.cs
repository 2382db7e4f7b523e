using System.Security.Cryptography;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tools.Approvals;

/// <summary>Stands before every call of one agent's tools: lets it through, asks a person, or refuses. It looks at the tool, its arguments and the configuration, and at nothing that was said.</summary>
/// <param name="agent">Its id.</param>
/// <param name="rules">What the operator says.</param>
/// <param name="store">Keeps what is asked; null: nobody is there to ask, and what would be asked is refused.</param>
/// <param name="owners">Who may allow what only owners may.</param>
/// <param name="patience">How long a question stands.</param>
/// <param name="log">Named events.</param>
/// <param name="time">The clock.</param>
/// <param name="finder">Finds the approvers that rules mean.</param>
/// <param name="mail">Brings them the question.</param>
internal sealed class ToolGate(
    string agent, ToolRules rules, IApprovalStore? store, Owners owners, TimeSpan patience, ToolLog log, TimeProvider time, ApproverFinder finder, ApprovalMail mail)
{
    /// <summary>Questions of one turn.</summary>
    public const int MaxAsks = 3;

    private const int MaxArguments = 64 * 1024;

    /// <summary>Null: it may run. Else what the model hears instead.</summary>
    public async Task<ToolResult?> HoldAsync(ITool tool, ToolInput input, ToolTurn turn, CancellationToken ct)
    {
        var terms = tool.TermsOf(input);
        var name = tool.Declaration.Name;
        var policy = rules.Of(tool, terms);
        // What an event says was written by others, and nobody asked for anything: its agent writes to colleagues by itself only if the operator says so.
        if (policy == ToolPolicy.Allow && turn.Context.Unasked && tool is { OnlyIfNamed: true, Effect: not ToolEffect.None } && !rules.Knows(name)) policy = ToolPolicy.Ask;
        switch (policy)
        {
            case ToolPolicy.Allow:
                return null;
            case ToolPolicy.Deny:
                log.Denied(turn.Context.Turn.Id, name);
                return ToolResult.Error("Not run: the operator of this gateway does not allow this. Do not try again; tell the person so if they asked for it.");
            default:
                // A call that can not run is not worth anybody's yes.
                if (ProblemOf(tool, input) is { } problem) return ToolResult.Error(problem);
                return await AskAsync(name, input, terms.OwnersOnly, turn, ct);
        }
    }

    private static string? ProblemOf(ITool tool, ToolInput input) =>
        tool.Declaration.Required.Where(name => !input.Has(name)).ToList() is { Count: > 0 } missing ? $"Not run: {string.Join(", ", missing)} {(missing.Count == 1 ? "is" : "are")} missing." : tool.Problem(input);

    public ToolPolicy PolicyOf(ITool tool, ToolTerms terms) => rules.Of(tool, terms);

    /// <summary>What was allowed by a person may have been forbidden by the operator since.</summary>
    public bool Forbids(ITool tool, ToolInput input) => rules.Of(tool, tool.TermsOf(input)) == ToolPolicy.Deny;

    private async Task<ToolResult> AskAsync(string tool, ToolInput input, bool ownersOnly, ToolTurn turn, CancellationToken ct)
    {
        var (said, now, rule) = (turn.Context.Turn, time.GetUtcNow(), rules.RuleOf(tool));
        if (store is null)
        {
            log.NobodyHere(said.Id, tool);
            return ToolResult.Error("Not run: this needs a person's yes, and nobody can be asked here. Do not try again; say so.");
        }

        if (turn.Asks >= MaxAsks) return ToolResult.Error($"Not run: {MaxAsks} calls of this turn wait for a person already.");
        var arguments = ToolArguments.Write(new Dictionary<string, object?>(input.All, StringComparer.Ordinal));
        if (ownersOnly && arguments.Length > ApprovalAsk.MostForOwners)
            return ToolResult.Error($"Not run: an owner must see all of this before they allow it, so its arguments may have at most {ApprovalAsk.MostForOwners} characters. Do it in smaller pieces.");
        if (arguments.Length > MaxArguments) return ToolResult.Error("Not run: this call needs a person's yes, and its arguments are too long to be shown.");
        // What only owners may allow, no rule gives to others.
        var approver = rule?.Approver is { Kind: not ApproverKind.Asker } named ? ownersOnly ? new Approver(ApproverKind.Owner) : named : null;
        var found = approver is null ? new Approvers.Asker() : await finder.FindAsync(approver, said, ct);
        if (found is Approvers.Nobody(var why))
        {
            log.NobodyToAsk(said.Id, tool, approver!.ToString(), why);
            return ToolResult.Error($"Not run: this needs the yes of somebody else ({approver}), and nobody could be asked: {why}. Tell the person that it was not done, why, and that whoever runs this robot can help.");
        }

        var others = found as Approvers.Others;
        if (others?.Instead is { } instead) log.OwnersInstead(said.Id, tool, approver!.ToString(), instead);
        if (ownersOnly && others is null && !MayReachOwner(turn))
            return ToolResult.Error("Not run: only an owner of this robot may allow this, and none takes part in this conversation. Tell the person so.");
        var wait = rule?.Timeout ?? patience;
        var asked = new NewToolApproval(
            RandomNumberGenerator.GetString("0123456789", 6), said.Account, said.Message.Conversation.Value, PersonKey.Of(said.Message), agent, tool, arguments, ownersOnly, said.Id, now, now + wait)
        {
            Approvers = others is null ? null : string.Join('\n', others.All.Select(one => one.Id)),
            Rule = approver?.ToString() ?? "",
            Conversation = said.Conversation,
            Origin = ApprovalMail.OriginOf(said.Message),
            Questions = mail.Questions,
        };
        var kept = await store.AskApprovalAsync(asked, mail.Post, ct);
        if (kept.State != ApprovalState.Pending) return ToolResult.Error("Not run again: this very call was decided by a person already.");
        log.Asked(said.Id, tool, kept.Id);
        mail.Asked(kept);
        return new ToolResult(
            others is null
                ? $"Waiting, not run yet: {(ownersOnly ? "an owner" : "the person")} is asked in the chat whether this may run, and sees the call below your answer. {AfterAsking}"
                : $"Waiting, not run yet: somebody else has to allow this and was asked in a chat of their own; the person sees whom below your answer. {AfterAsking}")
        {
            Ask = new ApprovalAsk(kept.Code, tool, arguments, ownersOnly, wait) { Others = others is null ? null : [.. others.All.Select(one => one.Name)] },
        };
    }

    private const string AfterAsking = "Do not call it again and do not describe how to allow it. Say in one sentence what you are about to do, and stop. You will hear how it ended.";

    /// <summary>A private chat has one person; in a group an owner may be there.</summary>
    private bool MayReachOwner(ToolTurn turn)
    {
        var said = turn.Context.Turn;
        return owners.IsOwner(said.Keep, said.Message.Sender?.Value) || (turn.Context.IsGroup && owners.Any);
    }
}
