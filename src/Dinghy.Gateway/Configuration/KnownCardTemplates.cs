namespace Dinghy.Gateway.Configuration;

/// <summary>Public templates that bots are known to use. They are other people's and may vanish; docs/cards.md shows how to make one's own.</summary>
internal static class KnownCardTemplates
{
    private static readonly Dictionary<string, CardTemplateConfig> s_named = new(StringComparer.OrdinalIgnoreCase)
    {
        // Of DingTalk's own Python SDK.
        ["ai_markdown"] = new() { TemplateId = "382e4302-551d-4880-bf29-a30acfab2e71.schema", Content = "msgContent", Title = "msgTitle" },
        // Of DingTalk's own connector for OpenClaw.
        ["ai_card"] = new()
        {
            TemplateId = "02fcf2f4-5e02-4a85-b672-46d1f715543e.schema", Content = "msgContent",
            Fixed = new Dictionary<string, string>(StringComparer.Ordinal) { ["config"] = """{"autoLayout":true,"enableForward":true}""" },
        },
        // Of a community plugin; the one of the three with a stop button.
        ["community"] = new()
        {
            TemplateId = "675cde2f-f526-40cb-b828-f5b2b57b8b77.schema", Content = "content", StatusLine = "statusLine", StopShown = "hasAction", StopAction = "btn_stop",
            Fixed = new Dictionary<string, string>(StringComparer.Ordinal) { ["config"] = """{"autoLayout":true,"enableForward":true}""" },
        },
    };

    public static IReadOnlyCollection<string> Names => s_named.Keys;

    /// <param name="name">A name of ours, or the template's id.</param>
    public static CardTemplateConfig? Find(string name) =>
        s_named.GetValueOrDefault(name) ?? s_named.Values.FirstOrDefault(known => known.TemplateId == name);
}
