using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dinghy.Gateway.Events;

/// <summary>What makes the gateway look at an approval again, in the form of DingTalk's own event.</summary>
/// <param name="ProcessInstanceId">Which.</param>
/// <param name="Type">As DingTalk calls a beginning.</param>
internal sealed record ProcessStarted(string ProcessInstanceId, string Type = "start")
{
    public string ToJson() => JsonSerializer.Serialize(this, ProcessStartedJson.Default.ProcessStarted);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProcessStarted))]
internal sealed partial class ProcessStartedJson : JsonSerializerContext;
