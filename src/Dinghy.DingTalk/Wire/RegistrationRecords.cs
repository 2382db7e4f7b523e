using System.Text.Json.Serialization;

namespace Dinghy.DingTalk.Wire;

internal sealed record RegistrationInit(string Source);

internal sealed record RegistrationBegin(string Nonce);

internal sealed record RegistrationPoll([property: JsonPropertyName("device_code")] string DeviceCode);
