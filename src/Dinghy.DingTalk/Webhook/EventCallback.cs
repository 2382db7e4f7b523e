using Dinghy.DingTalk.Stream;

namespace Dinghy.DingTalk.Webhook;

/// <summary>An event that came by HTTP, decrypted.</summary>
/// <param name="Type"><c>bpms_instance_change</c>, or <see cref="CheckUrl"/>.</param>
/// <param name="Id">The same in every repetition. Where DingTalk gives none (the old registration API), made of the content.</param>
/// <param name="Data">The JSON text as it came: fields of the event and of its envelope side by side.</param>
public sealed record EventCallback(string Type, string Id, string Data)
{
    /// <summary>Whether the address answers as it should: sent when it is saved in the console.</summary>
    public const string CheckUrl = "check_url";

    /// <summary>The organisation it happened in.</summary>
    public string? CorpId { get; init; }

    /// <summary>When it happened, in milliseconds as DingTalk wrote them.</summary>
    public string? BornAt { get; init; }

    /// <summary>The application's id where the event names one; not the client id.</summary>
    public string? AppId { get; init; }

    /// <summary>It only asks whether the address works: to be answered, and nothing else.</summary>
    public bool IsCheck => Type is CheckUrl or "check_create_suite_url" or "check_update_suite_url";

    /// <summary>The same as a frame of the Stream socket: one handler takes both.</summary>
    public StreamFrame ToFrame()
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["topic"] = "*", ["messageId"] = Id, ["eventType"] = Type, ["eventId"] = Id };
        if (CorpId is not null) headers["eventCorpId"] = CorpId;
        if (BornAt is not null) headers["eventBornTime"] = BornAt;
        if (AppId is not null) headers["eventUnifiedAppId"] = AppId;
        return new StreamFrame("EVENT", "*", Id, headers, Data);
    }

    /// <summary>Without what happened.</summary>
    public override string ToString() => $"EventCallback {{ Type = {Type}, Id = {Id}, Data = {Data.Length} characters }}";
}
