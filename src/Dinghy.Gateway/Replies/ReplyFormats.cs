using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Replies;

/// <summary>How each account's answers are shown.</summary>
internal sealed class ReplyFormats(IReadOnlyList<AccountConfig> accounts, ReplyLog? log)
{
    /// <summary>Whatever the account, the defaults.</summary>
    public static readonly ReplyFormats Usual = new([], null);

    private readonly Dictionary<string, ReplyConfig> _accounts = accounts.ToDictionary(account => account.Id, account => account.Reply, StringComparer.Ordinal);

    /// <summary>When an answer that is not whole yet may be shown in a card; null: never.</summary>
    public TimeSpan? CardAfter(Turn turn) => _accounts.GetValueOrDefault(turn.Account) switch
    {
        { Card: not null, Style: ReplyStyle.Card } => TimeSpan.Zero,
        { Card: not null, Style: ReplyStyle.Auto } reply => reply.CardAfter,
        _ => null,
    };

    /// <summary>Model, seconds, tokens, for an account whose cards show them.</summary>
    public string? StatusLine(TurnContext context, AgentUsage? usage) =>
        usage is not null && _accounts.GetValueOrDefault(context.Turn.Account) is { Card: not null, StatusLine: true } ? CardSentences.Usage(usage, context.Language) : null;

    public string Shown(Turn turn, string answer)
    {
        var shown = ReplyFormat.Shown(answer, _accounts.GetValueOrDefault(turn.Account) ?? new(), out var asWritten);
        if (asWritten) log?.ShownAsWritten(turn.Id, answer.Length);
        return shown;
    }
}
