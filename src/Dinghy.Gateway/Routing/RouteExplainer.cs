using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Routing;

/// <summary>One rule and what became of it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Says">Its conditions, in words.</param>
/// <param name="Matched">It decides.</param>
/// <param name="Why">Why it decides, or does not.</param>
internal sealed record ExplainedRule(RouteRule Rule, string Says, bool Matched, string Why);

/// <summary>Tells of every rule why it decided or did not. Pure: everything the directory can tell must be known.</summary>
internal static class RouteExplainer
{
    public static IReadOnlyList<ExplainedRule> Explain(RouteTable table, RouteSubject subject, Learned known)
    {
        var decides = table.Decide(subject, known).Rule;
        return [.. table.Rules.Select(rule => Explain(rule, decides, subject, known))];
    }

    private static ExplainedRule Explain(RouteRule rule, RouteRule? decides, RouteSubject subject, Learned known)
    {
        var says = RouteConditions.Describe(rule, known);
        if (ReferenceEquals(rule, decides)) return new(rule, says, Matched: true, "fits, and no rule that fits is more specific");
        if (RouteConditions.WhyNot(rule, subject, known) is { } refusal) return new(rule, says, Matched: false, refusal);
        if ((rule.Role is not null && known.Roles is null) || (rule.Department is not null && known.Departments is null))
            return new(rule, says, Matched: false, decides is null ? "not decided" : $"not looked up, since {decides.Path} is more specific");
        return new(rule, says, Matched: false, decides is null ? "not decided" : $"fits, but {decides.Path} {Advantage(decides, rule)}");
    }

    private static string Advantage(RouteRule decides, RouteRule rule)
    {
        if (decides.Department != rule.Department && decides.Department is not null && rule.Department is not null) return "names a nearer department";
        return RouteConditions.Rank(decides) == RouteConditions.Rank(rule) ? "stands before it" : "is more specific";
    }
}
