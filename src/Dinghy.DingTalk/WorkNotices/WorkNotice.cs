using System.Text.Json;

namespace Dinghy.DingTalk.WorkNotices;

/// <summary>What a work notice says. DingTalk shows it in the chat 工作通知, under the application's name; nobody can answer there.</summary>
public abstract record WorkNotice
{
    internal abstract string Type { get; }

    internal abstract void Write(Utf8JsonWriter json);
}

/// <param name="Content">At most 500 characters are advised.</param>
public sealed record WorkNoticeText(string Content) : WorkNotice
{
    internal override string Type => "text";

    internal override void Write(Utf8JsonWriter json) => json.WriteString("content", Content);
}

/// <param name="Title">Shown in the notification.</param>
/// <param name="Text">In DingTalk's markdown.</param>
public sealed record WorkNoticeMarkdown(string Title, string Text) : WorkNotice
{
    internal override string Type => "markdown";

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteString("title", Title);
        json.WriteString("text", Text);
    }
}

/// <param name="Title">Its heading.</param>
/// <param name="Text">What stands below.</param>
/// <param name="MessageUrl">Where a press leads.</param>
/// <param name="PictureUrl">An address, or a media id.</param>
public sealed record WorkNoticeLink(string Title, string Text, string MessageUrl, string PictureUrl) : WorkNotice
{
    internal override string Type => "link";

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteString("messageUrl", MessageUrl);
        json.WriteString("picUrl", PictureUrl);
        json.WriteString("title", Title);
        json.WriteString("text", Text);
    }
}

/// <param name="MediaId">Of an upload.</param>
public sealed record WorkNoticePicture(string MediaId) : WorkNotice
{
    internal override string Type => "image";

    internal override void Write(Utf8JsonWriter json) => json.WriteString("media_id", MediaId);
}

/// <param name="MediaId">Of an upload.</param>
public sealed record WorkNoticeFile(string MediaId) : WorkNotice
{
    internal override string Type => "file";

    internal override void Write(Utf8JsonWriter json) => json.WriteString("media_id", MediaId);
}

/// <summary>Markdown with buttons that open pages.</summary>
/// <param name="Title">Shown in the notification.</param>
/// <param name="Markdown">What it says.</param>
/// <param name="Buttons">One or more; a single one is the whole card.</param>
public sealed record WorkNoticeCard(string Title, string Markdown, IReadOnlyList<WorkNoticeButton> Buttons) : WorkNotice
{
    public bool Horizontal { get; init; }

    internal override string Type => "action_card";

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteString("title", Title);
        json.WriteString("markdown", Markdown);
        if (Buttons is [var only])
        {
            json.WriteString("single_title", only.Title);
            json.WriteString("single_url", only.Url);
            return;
        }

        json.WriteString("btn_orientation", Horizontal ? "1" : "0");
        json.WriteStartArray("btn_json_list");
        foreach (var (title, url) in Buttons)
        {
            json.WriteStartObject();
            json.WriteString("title", title);
            json.WriteString("action_url", url);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

/// <param name="Title">At most 20 characters.</param>
/// <param name="Url">At most 700 characters.</param>
public sealed record WorkNoticeButton(string Title, string Url);
