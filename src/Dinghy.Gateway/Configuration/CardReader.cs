namespace Dinghy.Gateway.Configuration;

/// <summary>Which card template, and which of its variables holds what.</summary>
internal static class CardReader
{
    /// <summary>Written for a field that the template does not have.</summary>
    private const string None = "-";

    public static CardTemplateConfig? Read(NodeReader reply, ConfigReport report)
    {
        var fields = reply.Child("card_fields");
        if (reply.Id("card_template_id", mayBeX: true) is not { Length: > 0 } id) return null;
        if (KnownCardTemplates.Find(id) is null && !id.EndsWith(".schema", StringComparison.Ordinal))
            report.Warn(reply.PathOf("card_template_id"), ConfigReport.Quote(id), KeySpelling.Nearest(id, KnownCardTemplates.Names) is { } near
                ? $"did you mean {near}?"
                : $"a template's id ends with .schema; known by name are {string.Join(", ", KnownCardTemplates.Names)}");
        var known = KnownCardTemplates.Find(id) ?? new CardTemplateConfig { TemplateId = id, StatusLine = "status_line", Buttons = "buttons", StopShown = "stop_shown" };
        return known with
        {
            Content = fields.Text("content")?.Trim() ?? known.Content,
            Status = Field(fields, "status", known.Status),
            Title = Field(fields, "title", known.Title),
            Reasoning = Field(fields, "reasoning", known.Reasoning),
            Steps = Field(fields, "steps", known.Steps),
            StatusLine = Field(fields, "status_line", known.StatusLine),
            Buttons = Field(fields, "buttons", known.Buttons),
            StopShown = Field(fields, "stop_shown", known.StopShown),
            StopAction = fields.Text("stop_action")?.Trim() ?? known.StopAction,
            UpAction = fields.Text("up_action")?.Trim() ?? known.UpAction,
            DownAction = fields.Text("down_action")?.Trim() ?? known.DownAction,
        };
    }

    private static string? Field(NodeReader fields, string key, string? known) => fields.Text(key)?.Trim() switch
    {
        null => known,
        None => null,
        var name => name,
    };
}
