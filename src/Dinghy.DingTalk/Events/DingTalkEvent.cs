namespace Dinghy.DingTalk.Events;

/// <summary>Something that happened in the organisation, as DingTalk pushes it: by Stream or by HTTP. <see cref="EventBodyReader"/> reads what it says.</summary>
/// <param name="Id">The same in every redelivery: what to recognise it by. Empty when DingTalk gave none, as its oldest form does.</param>
/// <param name="Type">With underscores, e.g. <c>bpms_instance_change</c>.</param>
/// <param name="Data">JSON text.</param>
public sealed record DingTalkEvent(string Id, string Type, string Data)
{
    /// <summary>The longest id or type that is taken for one.</summary>
    public const int MaxIdLength = 256;

    /// <summary>DingTalk's clock.</summary>
    public DateTimeOffset? BornAt { get; init; }

    /// <summary>The organisation it happened in.</summary>
    public string? CorpId { get; init; }

    /// <summary>The application's unified id, which is not its client id.</summary>
    public string? AppId { get; init; }

    /// <summary>It only asks whether the address answers as it should, as when it is saved in the console: to be answered, and nothing else.</summary>
    public bool IsAddressCheck => Type is "check_url" or "check_create_suite_url" or "check_update_suite_url";

    /// <summary>The name as DingTalk writes it: its pages, and those of others, also write dots (<c>bpms.instance.change</c>).</summary>
    public static string Normal(string type) => type.Trim().Replace('.', '_').ToLowerInvariant();

    // Data may hold what people wrote.
    public override string ToString() => $"DingTalkEvent {{ Id = {Id}, Type = {Type}, Data = {Data.Length} characters }}";
}
