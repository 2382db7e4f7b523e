using System.Text.Json;

namespace Dinghy.Emulator.Tests;

/// <summary>The card calls, by hand.</summary>
internal sealed class CardBot(EmulatorServer server, string token)
{
    public const string Template = "382e4302-551d-4880-bf29-a30acfab2e71.schema";
    public const string Subscriptions = """[{"type":"CALLBACK","topic":"/v1.0/im/bot/messages/get"},{"type":"CALLBACK","topic":"/v1.0/card/instances/callback"},{"type":"EVENT","topic":"*"}]""";

    public static async Task<CardBot> StartAsync(EmulatorServer server) => new(server, await server.TokenAsync());

    public static Task<RawBot> ConnectAsync(EmulatorServer server) => RawBot.ConnectAsync(server, open: Calls.OpenBody(subscriptions: Subscriptions));

    public Task<Reply> CallAsync(string method, string path, string body)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Address, path)) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("x-acs-dingtalk-access-token", token);
        return Calls.SendAsync(request);
    }

    /// <summary>Made and delivered to a person's private chat, unless told otherwise.</summary>
    public Task<Reply> CreateAndDeliverAsync(string id, string? space = null, string variables = """{"msgContent":"","flowStatus":"1"}""", string template = Template, string more = "") =>
        CallAsync("POST", "/v1.0/card/instances/createAndDeliver",
            $$$"""{"cardTemplateId":"{{{template}}}","outTrackId":"{{{id}}}","callbackType":"STREAM","cardData":{"cardParamMap":{{{variables}}} },{{{more}}}"openSpaceId":"{{{space ?? "dtv1.card//IM_ROBOT.manager75"}}}","imRobotOpenSpaceModel":{"supportForward":true},"imRobotOpenDeliverModel":{"spaceType":"IM_ROBOT"},"imGroupOpenSpaceModel":{"supportForward":true},"imGroupOpenDeliverModel":{"robotCode":"{{{Calls.Key}}}"},"userIdType":1}""");

    public Task<Reply> UpdateAsync(string id, string variables, bool merge = false) => CallAsync("PUT", "/v1.0/card/instances",
        $$$"""{"outTrackId":"{{{id}}}","cardUpdateOptions":{"updateCardDataByKey":{{{(merge ? "true" : "false")}}}},"cardData":{"cardParamMap":{{{variables}}} }}""");

    public Task<Reply> StreamAsync(string id, string content, string? guid = null, string key = "msgContent", bool full = true, bool final = false, bool error = false) =>
        CallAsync("PUT", "/v1.0/card/streaming", JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["outTrackId"] = id, ["guid"] = guid ?? Guid.NewGuid().ToString(), ["key"] = key, ["content"] = content, ["isFull"] = full, ["isFinalize"] = final, ["isError"] = error,
        }));
}
