using Microsoft.AspNetCore.Http;

namespace Dinghy.Emulator;

/// <summary>Cards, their templates, and presses on them.</summary>
internal sealed class ControlCards(DingTalkWorld world)
{
    /// <summary>GET cards: ?outTrackId= for one, ?person= for what this person sees, ?frames=true for every change.</summary>
    public Task ListAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var (id, person, frames) = (query["outTrackId"].ToString(), query["person"].ToString(), query["frames"] == "true");
        var client = query["clientId"].ToString() is { Length: > 0 } given ? given : null;
        IReadOnlyList<CardRecord> found = id.Length == 0 ? world.Cards : world.FindCard(id, client) is { } one ? [one] : [];
        return ControlReply.WriteAsync(http, [.. found.Select(c => CardView.From(c, world.CardStore.Template(c.TemplateId), person, frames))], ControlText.Json.IReadOnlyListCardView);
    }

    public Task TemplatesAsync(HttpContext http) => ControlReply.WriteAsync(http, world.CardTemplates, ControlText.Json.IReadOnlyListCardTemplate);

    public async Task AddTemplateAsync(HttpContext http)
    {
        var body = await ControlReply.ReadAsync(http, ControlText.Json.TemplateBody);
        world.AddCardTemplate(new CardTemplate(ControlReply.Need(body.Id, "id"), body.Markdown ?? [], body.Others ?? []) { Buttons = body.Buttons ?? [], Published = body.Published });
        await TemplatesAsync(http);
    }

    /// <summary>POST press: a card's button, which waits for the robot's answer, at most its 2 s; or an action card's, which says its words.</summary>
    public async Task PressAsync(HttpContext http)
    {
        var body = await ControlReply.ReadAsync(http, ControlText.Json.PressBody);
        if (body.MsgId is { } msgId)
        {
            var said = await world.PressButtonAsync(msgId, ControlReply.Need(body.Person, "person"), ControlReply.Need(body.Button, "button"), http.RequestAborted);
            await ControlReply.WriteAsync(http, new SaidView(said.MsgId, said.ConversationId, said.Push), ControlText.Json.SaidView);
            return;
        }

        var result = await world.PressAsync(
            ControlReply.Need(body.OutTrackId, "outTrackId"), ControlReply.Need(body.Person, "person"), body.ActionIds ?? [], body.Params, body.ClientId, http.RequestAborted);
        var outcome = result.Outcome switch { PressOutcome.Answered => "answered", PressOutcome.Refused => "refused", _ => "timedOut" };
        await ControlReply.WriteAsync(http, new PressView(outcome, result.Applied, result.Push.Seq, result.Push.AckData), ControlText.Json.PressView);
    }
}
