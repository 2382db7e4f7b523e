using System.Text;
using System.Text.Json;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Storage;

namespace Dinghy.Bench.Decide;

/// <summary>A directory without a network: person n is in department 1 + n mod so many, whose parent is a tenth of it.</summary>
internal sealed class MadeUpOrganisation(int departments) : HttpMessageHandler
{
    /// <summary>Person n speaks, in private and in one of a hundred groups by turns.</summary>
    public static Turn Says(int person)
    {
        var group = person % 2 == 1;
        var payload = $$"""
            {"msgId":"m{{person}}","conversationId":"cid{{(group ? person % 100 : 1000 + person)}}==","conversationType":"{{(group ? 2 : 1)}}","createAt":1790000000000,
            "senderStaffId":"u{{person}}","senderId":"$:LWCP_v1:$x","senderNick":"N","isInAtList":true,"msgtype":"text","text":{"content":"hello"} }
            """;
        return new Turn
        {
            Id = person,
            Account = "main",
            MessageId = new MessageId($"m{person}"),
            Conversation = $"main/dm/u{person}",
            ReceivedAt = DateTimeOffset.UnixEpoch,
            Message = RobotMessageReader.Read(payload).Message ?? throw new InvalidOperationException("The bench's own message cannot be read."),
        };
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.AbsolutePath == "/v1.0/oauth2/accessToken") return Json("""{"accessToken":"t","expireIn":7200}""");
        using var body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
        var person = int.Parse(body.RootElement.GetProperty("userid").GetString()![1..], System.Globalization.CultureInfo.InvariantCulture);
        var chain = new List<int>();
        for (var department = 1 + (person % departments); department > 0; department /= 10) chain.Add(department);
        if (chain[^1] != 1) chain.Add(1);
        return Json($$$"""{"errcode":0,"result":{"parent_list":[{"parent_dept_id_list":[{{{string.Join(',', chain)}}}]}]}}""");
    }

    private static HttpResponseMessage Json(string body) => new() { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
