using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dinghy.DingTalk.Wire;

/// <summary>Everything we write. What we read is read leniently (<see cref="LenientJson"/>).</summary>
[JsonSerializable(typeof(OpenRequest))]
[JsonSerializable(typeof(AckFrame))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(CorpTokenRequest))]
[JsonSerializable(typeof(PersonSend))]
[JsonSerializable(typeof(GroupSend))]
[JsonSerializable(typeof(WebhookBody))]
[JsonSerializable(typeof(EncryptedAnswer))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Recall))]
[JsonSerializable(typeof(GroupReadQuery))]
[JsonSerializable(typeof(EmotionBody))]
[JsonSerializable(typeof(DownloadRequest))]
[JsonSerializable(typeof(CardBody))]
[JsonSerializable(typeof(CardReplyBody))]
[JsonSerializable(typeof(CardReplyFrame))]
[JsonSerializable(typeof(CallbackRegistration))]
[JsonSerializable(typeof(SystemReply))]
[JsonSerializable(typeof(PersonQuery))]
[JsonSerializable(typeof(UnionIdQuery))]
[JsonSerializable(typeof(MobileQuery))]
[JsonSerializable(typeof(DepartmentQuery))]
[JsonSerializable(typeof(PeopleQuery))]
[JsonSerializable(typeof(SearchQuery))]
[JsonSerializable(typeof(NoticeTaskQuery))]
[JsonSerializable(typeof(NoticeRecall))]
[JsonSerializable(typeof(InstanceQuery))]
[JsonSerializable(typeof(TaskExecution))]
[JsonSerializable(typeof(InstanceComment))]
[JsonSerializable(typeof(AttachmentQuery))]
[JsonSerializable(typeof(RolesQuery))]
[JsonSerializable(typeof(RolePeopleQuery))]
[JsonSerializable(typeof(RegistrationInit))]
[JsonSerializable(typeof(RegistrationBegin))]
[JsonSerializable(typeof(RegistrationPoll))]
internal sealed partial class WireJson : JsonSerializerContext
{
    // Relaxed: Chinese stays unescaped, so a message costs 3 bytes a character of the limit and not 6.
    public static WireJson Compact { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });
}
