namespace Dinghy.Gateway.Configuration;

/// <summary>What a rule for events may say besides an agent: a webhook of the operator's own, and who hears the agent.</summary>
internal sealed class EventRuleReader(ConfigReport report)
{
    /// <summary>Short ones can be guessed by whoever sees one signed body.</summary>
    private const int ShortestSecret = 16;

    private static readonly string[] s_keys = ["webhook", "webhook_secret", "to"];

    public RouteRule Read(NodeReader rule, RouteRule read)
    {
        var secret = rule.Secret("webhook_secret");
        var (webhook, to) = (Webhook(rule), rule.Text("to")?.Trim());
        if (read.Event is null)
        {
            foreach (var key in s_keys.Where(rule.Has))
                report.Fault(rule.PathOf(key), "a rule for messages", "a rule with event: messages are answered where they came from");
            return read;
        }

        if (webhook is not null && secret is null) report.Fault(rule.PathOf("webhook_secret"), "nothing", $"at least {ShortestSecret} characters, which sign every event, so that whoever listens there can tell it from a forged one");
        else if (webhook is not null && secret!.Reveal().Length < ShortestSecret) report.Fault(rule.PathOf("webhook_secret"), "a short secret", $"at least {ShortestSecret} characters");
        return read with { Webhook = webhook, WebhookSecret = secret, To = to is { Length: > 0 } ? to : null };
    }

    /// <summary>May have a query, which may be a password: never quoted.</summary>
    private Uri? Webhook(NodeReader rule)
    {
        if (rule.Text("webhook")?.Trim() is not { Length: > 0 } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url.UserInfo.Length == 0 && url.Fragment.Length == 0) return url;
        report.Fault(rule.PathOf("webhook"), "no such address", "an address with http or https, without a user in it");
        return null;
    }
}
