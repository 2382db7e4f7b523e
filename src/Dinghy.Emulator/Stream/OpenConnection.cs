using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Dinghy.Emulator;

/// <summary>POST /v1.0/gateway/connections/open: credentials and subscriptions against an endpoint and a ticket.</summary>
internal sealed class OpenConnection(DingTalkWorld world)
{
    private const int MaxSubscriptions = 100;

    /// <summary>Where the socket is; set once the port is known.</summary>
    public Uri Endpoint { get; set; } = new("ws://127.0.0.1/connect");

    public ApiAnswer Open(ApiCall call)
    {
        var answer = Answer(call);
        return WantsJson(call.Http) ? answer : answer.ToXml("response");
    }

    private ApiAnswer Answer(ApiCall call)
    {
        if (!call.TryObject(out var body, out var problem)) return problem;
        var app = world.FindApp(body.Text("clientId"));
        if (app is null || body.Text("clientSecret") != app.ClientSecret || Fault(FaultKind.OpenAuthFailed, app)) return ApiErrors.AuthFailed;
        if (Fault(FaultKind.AddressNotAllowed, app)) return ApiErrors.AddressNotAllowed;
        if (!app.StreamMode || Fault(FaultKind.OpenSystemError, app)) return ApiErrors.SystemError;
        if (ReadSubscriptions(body, out var subscriptions) is { } refused) return refused;
        var ticket = world.Tickets.Issue(app, subscriptions, body.Text("ua"));
        return ApiAnswer.Ok(json =>
        {
            json.WriteString("endpoint", Text(Endpoint));
            json.WriteString("ticket", ticket.Value);
        });
    }

    private static ApiAnswer? ReadSubscriptions(JsonElement body, out List<Subscription> subscriptions)
    {
        subscriptions = [];
        if (body.Member("subscriptions", JsonValueKind.Array) is not { } asked || asked.GetArrayLength() == 0) return ApiErrors.InvalidParameter("subscriptions is empty");
        if (asked.GetArrayLength() > MaxSubscriptions) return ApiErrors.InvalidParameter($"more than {MaxSubscriptions} subscriptions");
        foreach (var one in asked.EnumerateArray())
        {
            var (type, topic) = (one.Text("type"), one.Text("topic"));
            if (type is not (StreamTopics.Event or StreamTopics.Callback or StreamTopics.System) || topic is not { Length: > 0 })
                return ApiErrors.InvalidParameter("subscriptions: type must be EVENT or CALLBACK, topic must not be empty");
            if (type == StreamTopics.Event && topic != "*") return ApiErrors.InvalidParameter("subscriptions: the topic of EVENT must be *");
            subscriptions.Add(new Subscription(type, topic));
        }

        return null;
    }

    private bool Fault(FaultKind kind, EmulatedApp app) => world.Faults.Take(kind, ApiNames.Open, app) is not null;

    /// <summary>The port is always there: the Java SDK insists on it.</summary>
    private static string Text(Uri endpoint) => $"{endpoint.Scheme}://{endpoint.Host}:{endpoint.Port}{endpoint.AbsolutePath}";

    private static bool WantsJson(HttpRequest http) => http.Headers.Accept.ToString().Contains("json", StringComparison.OrdinalIgnoreCase);
}
