namespace Dinghy.Gateway.Configuration;

/// <summary>The block <c>response_format</c> as OpenClaw's HTTP-mode page prints it.</summary>
internal static class ResponseFormatReader
{
    public static ResponseFormatConfig? Read(NodeReader owner, ConfigReport report)
    {
        if (!owner.Has("response_format")) return null;
        var format = owner.Child("response_format");
        format.Choice("type"); // One value so far; anything else is a fault.
        var orientation = format.Text("btn_orientation")?.Trim() ?? "0";
        if (orientation is not ("0" or "1"))
            report.Fault(format.PathOf("btn_orientation"), ConfigReport.Quote(orientation), "0 (one below the other) or 1 (side by side)");
        var buttons = (format.Objects("buttons") ?? []).Select(button => ReadButton(button, report)).OfType<ButtonConfig>().ToList();
        return buttons.Count == 0 ? null : new() { Horizontal = orientation == "1", Buttons = buttons };
    }

    private static ButtonConfig? ReadButton(NodeReader button, ConfigReport report)
    {
        var (title, url) = (button.Text("title")?.Trim(), button.Text("action_url")?.Trim());
        if (title is null) report.Fault(button.PathOf("title"), "nothing", "what the button says");
        if (url is null) report.Fault(button.PathOf("action_url"), "nothing", "where the button leads");
        return title is null || url is null ? null : new(title, url);
    }
}
