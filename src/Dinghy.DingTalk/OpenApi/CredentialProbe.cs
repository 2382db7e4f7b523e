using System.Text.Json;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>Which half of a refused key pair is wrong. The usual token call does not say; the one for a named organisation does.</summary>
public sealed class CredentialProbe(DingTalkApp app, DingTalkEndpoints endpoints, HttpClient http, TimeProvider time)
{
    private readonly ApiCaller _caller = new(http, time);

    /// <value>10 s.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <param name="corpId">The organisation's.</param>
    public async Task<CredentialVerdict> TellAsync(string corpId, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new CorpTokenRequest(app.ClientId, app.ClientSecret), WireJson.Compact.CorpTokenRequest);
        try
        {
            await _caller.PostAsync(endpoints.ApiPath($"/v1.0/oauth2/{Uri.EscapeDataString(corpId)}/token"), body, token: null, RequestTimeout, ct);
            return CredentialVerdict.Good;
        }
        catch (DingTalkApiException e)
        {
            return e.Code switch
            {
                "invalid.client" => CredentialVerdict.ClientId,
                "unauthorized.client" => CredentialVerdict.ClientSecret,
                _ => CredentialVerdict.Unknown,
            };
        }
    }
}

public enum CredentialVerdict
{
    /// <summary>DingTalk did not say.</summary>
    Unknown,

    Good,

    /// <summary>No application has this client id.</summary>
    ClientId,

    /// <summary>The application is known, the secret is not its own.</summary>
    ClientSecret,
}
