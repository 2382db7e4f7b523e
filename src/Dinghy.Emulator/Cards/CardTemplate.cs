namespace Dinghy.Emulator;

/// <summary>A card template: which variables it has. Others are ignored, or, when streamed, refused.</summary>
/// <param name="Id">Like <c>uuid.schema</c>.</param>
/// <param name="Markdown">Variables that hold markdown; streamed, they need the whole text each time.</param>
/// <param name="Others">All other variables.</param>
public sealed record CardTemplate(string Id, IReadOnlyList<string> Markdown, IReadOnlyList<string> Others)
{
    /// <summary>Its own buttons, beside those that come in variables.</summary>
    public IReadOnlyList<CardButton> Buttons { get; init; } = [];

    /// <summary><c>false</c>: saved in the card builder and not published; no card can be made of it.</summary>
    public bool Published { get; init; } = true;

    /// <summary>The variable that a page shows as the card's text.</summary>
    public string? Main => Markdown.Count > 0 ? Markdown[0] : null;

    internal bool Has(string key) => Markdown.Contains(key, StringComparer.Ordinal) || Others.Contains(key, StringComparer.Ordinal) || s_everywhere.Contains(key);

    internal bool IsMarkdown(string key) => Markdown.Contains(key, StringComparer.Ordinal);

    private static readonly HashSet<string> s_everywhere = new(StringComparer.Ordinal) { "flowStatus", "config", "sys_full_json_obj" };

    /// <summary>The public ones that bots are known to use.</summary>
    public static IReadOnlyList<CardTemplate> Known { get; } =
    [
        new("589420e2-c1e2-46ef-a5ed-b8728e654da9.schema", ["markdown"], ["title", "logo"]),
        new("1366a1eb-bc54-4859-ac88-517c56a9acb1.schema", ["markdown"], ["tips", "title", "logo"]),
        new("382e4302-551d-4880-bf29-a30acfab2e71.schema", ["msgContent", "staticMsgContent"], ["msgTitle", "logo"]),
        new("02fcf2f4-5e02-4a85-b672-46d1f715543e.schema", ["msgContent"], ["msgTitle", "logo", "staticMsgContent"]),
        new("675cde2f-f526-40cb-b828-f5b2b57b8b77.schema", ["content"], ["blockList", "copy_content", "statusLine", "quoteContent", "hasAction", "stop_action"]) { Buttons = [new("btn_stop", "停止", "hasAction")] },
    ];
}
