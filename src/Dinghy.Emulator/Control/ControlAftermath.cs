using Microsoft.AspNetCore.Http;

namespace Dinghy.Emulator;

/// <summary>Reading and recalling what robots sent, their reactions, and the monthly allowances.</summary>
internal sealed class ControlAftermath(DingTalkWorld world)
{
    public Task SentAsync(HttpContext http)
    {
        IReadOnlyList<SentRecord> found = world.FindSent(http.Request.Query["processQueryKey"].ToString()) is { } one ? [one] : [];
        return ControlReply.WriteAsync(http, found, ControlText.Json.IReadOnlyListSentRecord);
    }

    public Task ReactionsAsync(HttpContext http) => ControlReply.WriteAsync(http, world.Reactions(), ControlText.Json.IReadOnlyListReactionRecord);

    public Task ReadAsync(HttpContext http) => TellAsync(http, world.Read);

    public Task RecallAsync(HttpContext http) => TellAsync(http, world.Recall);

    public Task QuotaAsync(HttpContext http) => ControlReply.WriteAsync(
        http, new QuotaView(world.Quota.ApiLimit, world.Quota.PushLimit, world.Quota.ApiCalls, world.Quota.Pushes, world.Quota.ByApi), ControlText.Json.QuotaView);

    /// <summary>PUT quota: a limit left out is no limit. The counters stay, unless <c>reset</c>.</summary>
    public async Task SetQuotaAsync(HttpContext http)
    {
        var body = await ControlReply.ReadAsync(http, ControlText.Json.QuotaBody);
        if (body.ApiLimit < 0 || body.PushLimit < 0) throw new ControlException("A limit must not be negative.");
        (world.Quota.ApiLimit, world.Quota.PushLimit) = (body.ApiLimit, body.PushLimit);
        if (body.Reset) world.Quota.Reset();
        await QuotaAsync(http);
    }

    private static async Task TellAsync(HttpContext http, Func<string, string, PushRecord?> act)
    {
        var body = await ControlReply.ReadAsync(http, ControlText.Json.AftermathBody);
        var push = act(ControlReply.Need(body.ProcessQueryKey, "processQueryKey"), ControlReply.Need(body.Person, "person"));
        await ControlReply.WriteAsync(http, push is null ? [] : [PushView.From(push)], ControlText.Json.IReadOnlyListPushView);
    }
}
