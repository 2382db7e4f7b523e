using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Dinghy.Emulator;

/// <summary>The reading half of the control API.</summary>
internal sealed class ControlQueries(DingTalkWorld world, CancellationToken stopping)
{
    private const double MaxWaitSeconds = 60;

    public Task StateAsync(HttpContext http) => ControlReply.WriteAsync(
        http,
        new StateView(world.Sessions.Base.AbsoluteUri, Apps(), world.LiveConnections.Count, world.IgnoredFrames, world.People.Count, world.Groups.Count),
        ControlText.Json.StateView);

    public Task AppsAsync(HttpContext http) => ControlReply.WriteAsync(http, Apps(), ControlText.Json.IReadOnlyListAppView);

    /// <summary>?clientId=: with the private chats of this application's robot; else of the first's.</summary>
    public Task PeopleAsync(HttpContext http) => ControlReply.WriteAsync(
        http,
        [.. world.People.Select(p => new PersonView(p.StaffId, p.Nick, p.External, p.Admin, world.PrivateConversation(p.StaffId, Named(http, "clientId")), p.External ? null : world.PlaceOf(p.StaffId)))],
        ControlText.Json.IReadOnlyListPersonView);

    public Task GroupsAsync(HttpContext http) => ControlReply.WriteAsync(http, world.Groups, ControlText.Json.IReadOnlyListGroup);

    public Task DepartmentsAsync(HttpContext http) => ControlReply.WriteAsync(http, world.Departments, ControlText.Json.IReadOnlyListOrgDepartment);

    /// <summary>?after=seq, ?wait=seconds (long poll, at most 60), ?conversation=id.</summary>
    public async Task MessagesAsync(HttpContext http)
    {
        var after = Number(http, "after");
        var conversation = http.Request.Query["conversation"].ToString();
        bool Fits(BotMessage m) => m.Seq > after && (conversation.Length == 0 || m.ConversationId == conversation);
        IReadOnlyList<BotMessage> found = [.. world.BotMessages(after).Where(Fits)];
        if (found.Count == 0 && Seconds(http) is > 0 and var wait)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(wait), world.Options.Time);
            using var life = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping, http.RequestAborted);
            try { found = await world.WaitForBotMessagesAsync(1, Fits, life.Token); }
            catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested) { }
        }

        await ControlReply.WriteAsync(http, found, ControlText.Json.IReadOnlyListBotMessage);
    }

    /// <summary>?after=seq or ?msgId=.</summary>
    public Task PushesAsync(HttpContext http)
    {
        IReadOnlyList<PushRecord> found = http.Request.Query["msgId"].ToString() is { Length: > 0 } id
            ? world.PushOf(id) is { } one ? [one] : []
            : world.PushRecords(Number(http, "after"));
        return ControlReply.WriteAsync(http, [.. found.Select(PushView.From)], ControlText.Json.IReadOnlyListPushView);
    }

    public Task RequestsAsync(HttpContext http) => ControlReply.WriteAsync(http, world.Requests(Number(http, "after")), ControlText.Json.IReadOnlyListRequestRecord);

    public Task ConnectionsAsync(HttpContext http) => ControlReply.WriteAsync(http, world.LiveConnections, ControlText.Json.IReadOnlyListConnectionInfo);

    private IReadOnlyList<AppView> Apps() => [.. world.Apps.Select(a => new AppView(a.ClientId, a.RobotCode, a.CorpId, a.Name, a.StreamMode))];

    private static string? Named(HttpContext http, string name) => http.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    private static long Number(HttpContext http, string name) => long.TryParse(http.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static double Seconds(HttpContext http) =>
        double.TryParse(http.Request.Query["wait"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? Math.Min(seconds, MaxWaitSeconds) : 0;
}
