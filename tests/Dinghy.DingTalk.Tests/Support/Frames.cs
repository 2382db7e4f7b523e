using System.Text.Json;

namespace Dinghy.DingTalk.Tests.Support;

/// <summary>Frames as DingTalk writes them; ids are made up, shapes are recorded.</summary>
internal static class Frames
{
    public const string Disconnect = """{"specVersion":"1.0","type":"SYSTEM","headers":{"contentType":"application/json","messageId":"c0a815dd1698551133918195d43","time":"1698551133918","topic":"disconnect"},"data":"{\"reason\":\"persistent connection is timeout\"}"}""";

    public const string DisconnectWithoutId = """{"specVersion":"1.0","type":"SYSTEM","headers":{"contentType":"application/json","time":"1698551133918","topic":"disconnect"},"data":"{\"reason\":\"connection is expired\"}"}""";

    public static string Callback(string messageId, string data = "{}", string topic = "/v1.0/im/bot/messages/get") =>
        $$"""
        {"specVersion":"1.0","type":"CALLBACK","headers":{"appId":"765ed67b-b170-4e12-ba38-6b59dc404ddb","connectionId":"2f9c95bd-fe85-11f0-bee8-0eb3b764c0bb",
         "contentType":"application/json","messageId":"{{messageId}}","time":"1769851697756","topic":"{{topic}}"},"data":{{JsonSerializer.Serialize(data)}}}
        """;

    public static string Event(string messageId) =>
        $$"""
        {"specVersion":"1.0","type":"EVENT","headers":{"appId":"bbb381b6-f010-4000-8000-000058daac00","connectionId":"2f9c95bd-fe85-11f0-bee8-0eb3b764c0bb",
         "contentType":"application/json","messageId":"{{messageId}}","time":"1683533823400","topic":"*","eventType":"bpms_instance_change",
         "eventId":"c7c7120f2c07419ebdba0318c8000000","eventCorpId":"ding9f50b15b000016741","eventBornTime":"1683533823336"},"data":"{}"}
        """;

    public static string System(string topic, string messageId, string data = "{}") =>
        $$"""{"specVersion":"1.0","type":"SYSTEM","headers":{"contentType":"application/json","messageId":"{{messageId}}","time":"1","topic":"{{topic}}"},"data":{{JsonSerializer.Serialize(data)}}}""";
}
