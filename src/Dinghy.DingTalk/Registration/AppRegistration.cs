using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.Registration;

/// <summary>
/// Makes an application with a robot by a QR code that a person scans with the DingTalk app: nobody needs the developer console.
/// On the legacy host, without a token. No page of DingTalk describes it; this is what its own connector for agents does.
/// </summary>
public sealed class AppRegistration(DingTalkEndpoints endpoints, HttpClient http, TimeProvider time)
{
    private static readonly TimeSpan s_usualLife = TimeSpan.FromSeconds(7200);
    private static readonly TimeSpan s_usualInterval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_shortestInterval = TimeSpan.FromSeconds(2);

    private readonly ApiCaller _caller = new(http, time);

    /// <summary>The tag of DingTalk's own connector. Whether others than it and <c>openClaw</c> are taken is not known.</summary>
    public const string UsualSource = "DING_DWS_CLAW";

    /// <summary>One call's deadline.</summary>
    /// <value>10 s.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Asks for a code to scan.</summary>
    /// <param name="source">Which product asks; see <see cref="UsualSource"/>.</param>
    /// <exception cref="DingTalkApiException">DingTalk gives none.</exception>
    public async Task<RegistrationOffer> BeginAsync(string source, CancellationToken ct)
    {
        var init = await PostAsync("init", new RegistrationInit(source), WireJson.Compact.RegistrationInit, ct);
        var nonce = init.Filled("nonce") ?? throw Lacks("init", "nonce");
        var begun = await PostAsync("begin", new RegistrationBegin(nonce), WireJson.Compact.RegistrationBegin, ct);
        var code = begun.Filled("device_code") ?? throw Lacks("begin", "device_code");
        var complete = begun.Filled("verification_uri_complete") ?? throw Lacks("begin", "verification_uri_complete");
        var page = Page(begun.Filled("verification_uri")) ?? Page(complete) ?? throw Lacks("begin", "verification_uri");
        return new(code, begun.Filled("user_code") ?? "", page, complete, Span(begun, "expires_in") ?? s_usualLife, Interval(Span(begun, "interval")));
    }

    /// <summary>Asks how far it is. Not more often than <see cref="RegistrationOffer.Interval"/>.</summary>
    /// <exception cref="DingTalkApiException">No answer, or one that says nothing.</exception>
    public async Task<RegistrationAnswer> PollAsync(string deviceCode, CancellationToken ct)
    {
        var answer = await PostAsync("poll", new RegistrationPoll(deviceCode), WireJson.Compact.RegistrationPoll, ct);
        return answer.Filled("status")?.ToUpperInvariant() switch
        {
            "WAITING" => new(RegistrationState.Waiting),
            "EXPIRED" => new(RegistrationState.Expired),
            "FAIL" => new(RegistrationState.Fail, Reason: answer.Filled("fail_reason")),
            "SUCCESS" => new(RegistrationState.Success, new DingTalkApp(
                answer.Filled("client_id") ?? throw Lacks("poll", "client_id"), answer.Filled("client_secret") ?? throw Lacks("poll", "client_secret"))),
            _ => throw Lacks("poll", "status"),
        };
    }

    private Task<JsonElement> PostAsync<T>(string step, T body, JsonTypeInfo<T> type, CancellationToken ct) =>
        _caller.PostAsync(endpoints.OApiPath($"/app/registration/{step}"), JsonSerializer.SerializeToUtf8Bytes(body, type), token: null, RequestTimeout, ct);

    private static DingTalkApiException Lacks(string step, string field) =>
        new(DingTalkFault.BadResponse, $"no_{field}", $"DingTalk answered the {step} of a registration without a usable {field}");

    private static Uri? Page(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var page) && page.Scheme is "https" or "http" ? page : null;

    private static TimeSpan? Span(JsonElement answer, string name) =>
        int.TryParse(answer.Filled(name), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;

    private static TimeSpan Interval(TimeSpan? told) => told is not { } given ? s_usualInterval : given < s_shortestInterval ? s_shortestInterval : given;
}
