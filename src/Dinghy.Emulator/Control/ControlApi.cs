using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Dinghy.Emulator;

/// <summary>The chat page, and <c>/_emulator/</c>: everything <see cref="DingTalkWorld"/> can do, as JSON over HTTP.</summary>
internal sealed class ControlApi(DingTalkWorld world, CancellationToken stopping)
{
    private readonly ControlQueries _queries = new(world, stopping);
    private readonly ControlFaults _faults = new(world);
    private readonly ControlSay _say = new(world);
    private readonly ControlAftermath _after = new(world);
    private readonly ControlCards _cards = new(world);
    private readonly ControlCallbacks _callbacks = new(world);
    private readonly ControlApprovals _approvals = new(world);
    private readonly ControlMedia _media = new(world);
    private readonly ControlRegistrations _registrations = new(world);
    private readonly EventStream _events = new(world, stopping);

    public async Task RunAsync(HttpContext http, string path)
    {
        if (!LocalOnly.Allows(http.Request))
        {
            await ControlReply.ProblemAsync(http, StatusCodes.Status403Forbidden, "The control API answers only this machine, under a loopback name, and no other site.");
            return;
        }

        try
        {
            await (path == "/" ? ChatPage.ServeAsync(http) : RouteAsync(http, path["/_emulator".Length..].Trim('/')));
        }
        catch (Exception e) when (e is ControlException or ArgumentException or InvalidOperationException or JsonException && !http.Response.HasStarted)
        {
            await ControlReply.ProblemAsync(http, StatusCodes.Status400BadRequest, e.Message.Split(" (Parameter ")[0]);
        }
    }

    private Task RouteAsync(HttpContext http, string what) => (http.Request.Method, what) switch
    {
        ("GET", "") => _queries.StateAsync(http),
        ("GET", "apps") => _queries.AppsAsync(http),
        ("GET", "people") => _queries.PeopleAsync(http),
        ("GET", "groups") => _queries.GroupsAsync(http),
        ("GET", "departments") => _queries.DepartmentsAsync(http),
        ("GET", "messages") => _queries.MessagesAsync(http),
        ("GET", "pushes") => _queries.PushesAsync(http),
        ("GET", "requests") => _queries.RequestsAsync(http),
        ("GET", "connections") => _queries.ConnectionsAsync(http),
        ("GET", "events") => _events.RunAsync(http),
        ("POST", "say") => _say.RunAsync(http),
        ("GET", "sent") => _after.SentAsync(http),
        ("GET", "reactions") => _after.ReactionsAsync(http),
        ("GET", "notices") => ControlReply.WriteAsync(http, world.WorkNotices, ControlText.Json.IReadOnlyListWorkNotice),
        ("POST", "read") => _after.ReadAsync(http),
        ("POST", "recall") => _after.RecallAsync(http),
        ("GET", "quota") => _after.QuotaAsync(http),
        ("PUT", "quota") => _after.SetQuotaAsync(http),
        ("GET", "cards") => _cards.ListAsync(http),
        ("GET", "templates") => _cards.TemplatesAsync(http),
        ("POST", "templates") => _cards.AddTemplateAsync(http),
        ("GET", "callbacks") => _callbacks.ListAsync(http),
        ("PUT", "callbacks") => _callbacks.SaveAsync(http),
        ("POST", "press") => _cards.PressAsync(http),
        ("POST", "media") => _media.AddAsync(http),
        ("GET", _) when what.StartsWith("media/", StringComparison.Ordinal) => _media.GetAsync(http, what["media/".Length..]),
        ("GET", "approvals") => _approvals.ListAsync(http),
        ("POST", "approvals") => _approvals.StartAsync(http),
        ("POST", "approvals/decide") => _approvals.DecideAsync(http),
        ("POST", "approvals/terminate") => _approvals.TerminateAsync(http),
        ("POST", "push") => PushAsync(http),
        ("POST", "redeliver") => RedeliverAsync(http),
        ("POST", "webhooks") => WebhookAsync(http),
        ("POST", "people") => AddPersonAsync(http),
        ("POST", "groups") => AddGroupAsync(http),
        ("POST", "departments") => SetDepartmentAsync(http),
        ("POST", "reset") => ResetAsync(http),
        ("GET", "registration") => ControlRegistrations.PageAsync(http),
        _ when what == "registrations" || what.StartsWith("registrations/", StringComparison.Ordinal) => _registrations.RunAsync(http, what["registrations".Length..].Trim('/')),
        _ when what == "faults" || what.StartsWith("faults/", StringComparison.Ordinal) => _faults.RunAsync(http, what["faults".Length..].Trim('/')),
        _ => ControlReply.ProblemAsync(http, StatusCodes.Status404NotFound, $"There is no {http.Request.Method} /_emulator/{what}."),
    };

    private async Task PushAsync(HttpContext http)
    {
        var body = await ControlReply.ReadAsync(http, ControlText.Json.PushBody);
        if ((body.RawBase64 ?? (body.RawText is { } text ? System.Text.Encoding.UTF8.GetBytes(text) : null)) is { } raw)
        {
            await ControlReply.WriteAsync(http, new SentView(world.SendRaw(raw, body.ClientId)), ControlText.Json.SentView);
            return;
        }

        var push = new RawPush { ClientId = body.ClientId, Type = body.Type, Topic = body.Topic, Data = body.Data };
        var record = world.Push(body.Headers is { } headers ? push with { Headers = headers } : push);
        await ControlReply.WriteAsync(http, [PushView.From(record)], ControlText.Json.IReadOnlyListPushView);
    }

    private async Task RedeliverAsync(HttpContext http)
    {
        var body = await ControlReply.ReadAsync(http, ControlText.Json.RedeliverBody);
        if (world.Redeliver(Need(body.MsgId, "msgId")) is { } push) await ControlReply.WriteAsync(http, [PushView.From(push)], ControlText.Json.IReadOnlyListPushView);
        else await ControlReply.ProblemAsync(http, StatusCodes.Status404NotFound, $"There is no push of message '{body.MsgId}'.");
    }

    private async Task WebhookAsync(HttpContext http)
    {
        var body = await ControlReply.ReadAsync(http, ControlText.Json.WebhookBody);
        var url = world.OpenWebhook(Need(body.ConversationId, "conversationId"), body.MsgId, body.ClientId);
        await ControlReply.WriteAsync(http, new WebhookView(url.AbsoluteUri), ControlText.Json.WebhookView);
    }

    private async Task AddPersonAsync(HttpContext http)
    {
        var body = await ControlReply.ReadAsync(http, ControlText.Json.PersonBody);
        world.AddPerson(Need(body.StaffId, "staffId"), body.Nick ?? body.StaffId!, body.External, body.Admin);
        if (body.Departments is not null || body.Roles is not null || (body.Manager ?? body.Title ?? body.Mobile) is not null)
        {
            world.PlacePerson(body.StaffId!, new OrgPlace
            {
                Departments = body.Departments ?? [1],
                Leads = body.Leads ?? [],
                Roles = body.Roles ?? [],
                Manager = body.Manager,
                Title = body.Title,
                Mobile = body.Mobile,
            });
        }

        await _queries.PeopleAsync(http);
    }

    private async Task SetDepartmentAsync(HttpContext http)
    {
        var body = await ControlReply.ReadAsync(http, ControlText.Json.DepartmentBody);
        world.SetDepartment(body.Id ?? throw new ControlException("'id' is missing."), Need(body.Name, "name"), body.Parent ?? 1);
        await _queries.DepartmentsAsync(http);
    }

    private async Task AddGroupAsync(HttpContext http)
    {
        var body = await ControlReply.ReadAsync(http, ControlText.Json.GroupBody);
        world.AddGroup(Need(body.Title, "title"), body.Members ?? throw new ControlException("'members' is missing."));
        await _queries.GroupsAsync(http);
    }

    private Task ResetAsync(HttpContext http)
    {
        ControlReply.NeedJson(http);
        world.Reset();
        return _queries.StateAsync(http);
    }

    private static string Need(string? value, string name) => ControlReply.Need(value, name);
}
