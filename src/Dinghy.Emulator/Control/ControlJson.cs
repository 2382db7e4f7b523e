using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dinghy.Emulator;

internal sealed record SayBody(string? From, string? Text, string? ConversationId = null, bool Mention = true, bool Force = false, string? ClientId = null,
    string? RawData = null, string? Type = null, string? Topic = null)
{
    public string? Kind { get; init; }
    public string? FileId { get; init; }
    public string? SpaceId { get; init; }
    public long? DurationMs { get; init; }
    public bool InSeconds { get; init; }
    public string? Recognition { get; init; }
    public string? Title { get; init; }
    public SayPart[]? Parts { get; init; }
    public SayLine[]? Lines { get; init; }
    public bool AsArray { get; init; }
    public bool ContentAsText { get; init; }
    public string? Quote { get; init; }
    public string? QuoteForm { get; init; }
    public bool OverQuota { get; init; }
}

internal sealed record SayPart(string? Text = null, string? FileId = null, string? Style = null, string? AtName = null, string? AtUserId = null);

internal sealed record SayLine(string? SenderNick, string? Content);

internal sealed record FileView(string FileId, string Type, string Name, int Bytes);

internal sealed record PushBody(string? ClientId = null, string Type = StreamTopics.Callback, string Topic = StreamTopics.RobotMessage,
    Dictionary<string, string>? Headers = null, string? Data = null, string? RawText = null, byte[]? RawBase64 = null);

internal sealed record PersonBody(string? StaffId, string? Nick, bool External = false, bool Admin = false)
{
    public long[]? Departments { get; init; }
    public long[]? Leads { get; init; }
    public OrgRole[]? Roles { get; init; }
    public string? Manager { get; init; }
    public string? Title { get; init; }
    public string? Mobile { get; init; }
}

internal sealed record DepartmentBody(long? Id, string? Name, long? Parent = null);

internal sealed record ApprovalBody(string? Originator, string? Title, string[][]? Steps)
{
    public string? ProcessCode { get; init; }
    public ApprovalField[]? Form { get; init; }
    public string[]? Files { get; init; }
    public string? ClientId { get; init; }
}

internal sealed record DecisionBody(string? InstanceId, long? TaskId = null, bool? Agree = null, string? Remark = null);

internal sealed record GroupBody(string? Title, string[]? Members);

internal sealed record WebhookBody(string? ConversationId, string? MsgId = null, string? ClientId = null);

internal sealed record RedeliverBody(string? MsgId);

internal sealed record FaultBody(int? Times = null, string? ClientId = null, string? Api = null, string? Target = null, int? Code = null, string? Message = null, long? DelayMs = null);

internal sealed record FaultView(string Kind, int? Times, string? ClientId, string? Api, int? Code, string? Message, long DelayMs);

internal sealed record AppView(string ClientId, string RobotCode, string CorpId, string Name, bool StreamMode);

internal sealed record PersonView(string StaffId, string Nick, bool External, bool Admin, string PrivateConversationId, OrgPlace? Place);

internal sealed record SaidView(string MsgId, string ConversationId, long Push);

internal sealed record PushView(long Seq, string MsgId, string ClientId, string Type, string Topic, PushState State, int Deliveries,
    IReadOnlyList<string> FrameIds, IReadOnlyList<string> ConnectionIds, int? AckCode, string? AckData, double? AckMs, int Acks)
{
    public static PushView From(PushRecord push) => new(push.Seq, push.MsgId, push.ClientId, push.Type, push.Topic, push.State, push.Deliveries,
        push.FrameIds, push.ConnectionIds, push.AckCode, push.AckData, push.AckLatency?.TotalMilliseconds, push.Acks);
}

internal sealed record TemplateBody(string? Id, string[]? Markdown, string[]? Others, CardButton[]? Buttons = null, bool Published = true);

internal sealed record PressBody(string? OutTrackId, string? Person, string[]? ActionIds = null, Dictionary<string, string>? Params = null, string? ClientId = null,
    string? MsgId = null, string? Button = null);

internal sealed record PressView(string Outcome, bool Applied, long Push, string? Answer);

internal sealed record CardView(long Seq, string OutTrackId, string ClientId, string TemplateId, CardState State, bool Frozen, bool CallsBack, string? TextKey, string Text,
    IReadOnlyDictionary<string, string> Variables, IReadOnlyList<ShownButton> Buttons, IReadOnlyList<CardPlace> Places, int FrameCount,
    IReadOnlyList<CardFrame>? Frames, DateTimeOffset CreatedAt)
{
    public static CardView From(CardRecord card, CardTemplate? template, string person, bool frames)
    {
        var seen = card.SeenBy(person);
        return new CardView(card.Seq, card.OutTrackId, card.ClientId, card.TemplateId, card.State, card.Frozen, card.CallsBack,
            card.TextKey, card.TextKey is { } key ? seen.GetValueOrDefault(key, "") : "", seen, CardButtons.Of(template, seen), card.Places, card.FrameCount, frames ? card.Frames : null, card.CreatedAt);
    }
}

internal sealed record AftermathBody(string? ProcessQueryKey, string? Person);

internal sealed record QuotaBody(long? ApiLimit = null, long? PushLimit = null, bool Reset = false);

internal sealed record QuotaView(long? ApiLimit, long? PushLimit, long ApiCalls, long Pushes, IReadOnlyDictionary<string, long> ByApi);

internal sealed record CallbacksBody(string? ClientId = null, string? Robot = null, string? Events = null, string? Token = null, string? AesKey = null, bool Check = true);

internal sealed record CallbacksView(bool Answered, string? Problem);

internal sealed record StateView(string Address, IReadOnlyList<AppView> Apps, int Connections, int IgnoredFrames, int People, int Groups);

internal sealed record WebhookView(string Url);

internal sealed record SentView(bool Sent);

internal sealed record ProblemView(string Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SayBody))]
[JsonSerializable(typeof(PushBody))]
[JsonSerializable(typeof(PersonBody))]
[JsonSerializable(typeof(GroupBody))]
[JsonSerializable(typeof(DepartmentBody))]
[JsonSerializable(typeof(IReadOnlyList<OrgDepartment>))]
[JsonSerializable(typeof(WebhookBody))]
[JsonSerializable(typeof(RedeliverBody))]
[JsonSerializable(typeof(FaultBody))]
[JsonSerializable(typeof(IReadOnlyList<FaultView>))]
[JsonSerializable(typeof(IReadOnlyList<AppView>))]
[JsonSerializable(typeof(IReadOnlyList<PersonView>))]
[JsonSerializable(typeof(IReadOnlyList<Group>))]
[JsonSerializable(typeof(IReadOnlyList<BotMessage>))]
[JsonSerializable(typeof(IReadOnlyList<PushView>))]
[JsonSerializable(typeof(IReadOnlyList<RequestRecord>))]
[JsonSerializable(typeof(IReadOnlyList<ConnectionInfo>))]
[JsonSerializable(typeof(SaidView))]
[JsonSerializable(typeof(FileView))]
[JsonSerializable(typeof(StateView))]
[JsonSerializable(typeof(AftermathBody))]
[JsonSerializable(typeof(QuotaBody))]
[JsonSerializable(typeof(QuotaView))]
[JsonSerializable(typeof(IReadOnlyList<SentRecord>))]
[JsonSerializable(typeof(IReadOnlyList<WorkNotice>))]
[JsonSerializable(typeof(IReadOnlyList<ReactionRecord>))]
[JsonSerializable(typeof(CallbacksBody))]
[JsonSerializable(typeof(CallbacksView))]
[JsonSerializable(typeof(IReadOnlyList<CallbackRecord>))]
[JsonSerializable(typeof(ApprovalBody))]
[JsonSerializable(typeof(DecisionBody))]
[JsonSerializable(typeof(RegistrationBody))]
[JsonSerializable(typeof(IReadOnlyList<RegistrationRecord>))]
[JsonSerializable(typeof(ApprovalRecord))]
[JsonSerializable(typeof(IReadOnlyList<ApprovalRecord>))]
[JsonSerializable(typeof(TemplateBody))]
[JsonSerializable(typeof(PressBody))]
[JsonSerializable(typeof(PressView))]
[JsonSerializable(typeof(IReadOnlyList<CardView>))]
[JsonSerializable(typeof(IReadOnlyList<CardTemplate>))]
[JsonSerializable(typeof(WebhookView))]
[JsonSerializable(typeof(SentView))]
[JsonSerializable(typeof(ProblemView))]
[JsonSerializable(typeof(FeedEntry))]
internal sealed partial class ControlJson : JsonSerializerContext;

internal static class ControlText
{
    /// <summary>Camel case, nulls left out, Chinese as it is.</summary>
    public static ControlJson Json { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter<PushState>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<CardState>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<RegistrationState>(JsonNamingPolicy.CamelCase),
        },
    });
}
