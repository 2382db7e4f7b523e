using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Replies;

/// <summary>How each account's answers are shown.</summary>
/// <param name="accounts">The robots.</param>
/// <param name="log">Null: nobody listens.</param>
/// <param name="agents">Whose buttons go before the robot's; null: nobody's.</param>
internal sealed class ReplyFormats(IReadOnlyList<AccountConfig> accounts, ReplyLog? log, AgentsConfig? agents = null)
{
    /// <summary>Whatever the account, the defaults.</summary>
    public static readonly ReplyFormats Usual = new([], null);

    private readonly Dictionary<string, AccountConfig> _accounts = accounts.ToDictionary(account => account.Id, StringComparer.Ordinal);

    /// <summary>The account's keys; the defaults for one that left the configuration.</summary>
    public ReplyConfig Of(Turn turn) => _accounts.GetValueOrDefault(turn.Account)?.Reply ?? new();

    /// <summary>Buttons under every answer; null: none.</summary>
    public ResponseFormatConfig? ButtonsOf(TurnContext context) =>
        agents?.Find(context.Route.Agent)?.ResponseFormat ?? _accounts.GetValueOrDefault(context.Turn.Account)?.ResponseFormat;

    /// <summary>Where the model's thoughts go; null: nowhere.</summary>
    public string? ReasoningChannelOf(Turn turn) => _accounts.GetValueOrDefault(turn.Account)?.ReasoningChannelId is { Length: > 0 } id ? id : null;

    /// <summary>When an answer that is not whole yet may be shown in a card; null: never.</summary>
    public TimeSpan? CardAfter(Turn turn) => Of(turn) switch
    {
        { Card: not null, Style: ReplyStyle.Card } => TimeSpan.Zero,
        { Card: not null, Style: ReplyStyle.Auto } reply => reply.CardAfter,
        _ => null,
    };

    /// <summary>A card can be shown here.</summary>
    public bool HasCards(Turn turn) => Of(turn) is { Card: not null, Style: ReplyStyle.Card or ReplyStyle.Auto };

    /// <summary>Model, seconds, tokens, for an account whose cards show them.</summary>
    public string? StatusLine(TurnContext context, AgentUsage? usage) =>
        usage is not null && Of(context.Turn) is { Card: not null, StatusLine: true } ? CardSentences.Usage(usage, context.Language) : null;

    public string Shown(Turn turn, string answer) => Shown(turn, answer, Of(turn));

    /// <summary>As markdown, whatever the style: buttons stand under nothing else.</summary>
    public string ShownAsMarkdown(Turn turn, string answer) => Shown(turn, answer, Of(turn) with { Style = ReplyStyle.Markdown });

    private string Shown(Turn turn, string answer, ReplyConfig config)
    {
        var shown = ReplyFormat.Shown(answer, config, out var asWritten);
        if (asWritten) log?.ShownAsWritten(turn.Id, answer.Length);
        return shown;
    }
}
