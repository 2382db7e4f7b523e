using System.Text.Json.Nodes;

namespace Dinghy.Scenarios.Lab;

/// <summary>A lab whose robot answers in cards, at once unless told otherwise.</summary>
internal static class CardLab
{
    /// <summary>A template with everything one can have.</summary>
    public static CardTemplate Template { get; } = new("lab-card.schema", ["content"], ["status_line", "buttons", "stop_shown", "steps"])
    {
        Buttons = [new("stop", "停止", "stop_shown")],
    };

    public static LabOptions Options(string cardAfter = "0s", Action<JsonObject>? config = null, string? templateId = null) => new()
    {
        DingTalk = new EmulatorOptions { CardTemplates = [Template] },
        Config = all =>
        {
            LabOptions.Channel(channel => channel["reply"] = new JsonObject { ["card_template_id"] = templateId ?? Template.Id, ["card_after"] = cardAfter })(all);
            config?.Invoke(all);
        },
    };

    /// <summary>The card, once it is as wanted.</summary>
    public static async Task<CardRecord> CardAsync(this TestLab lab, Func<CardRecord, bool> where, string what) => (await lab.CardsAsync(1, where, what))[0];

    public static Task<IReadOnlyList<CardRecord>> CardsAsync(this TestLab lab, int count, Func<CardRecord, bool> where, string what) =>
        Guard.ForAsync(
            lab.World.WaitForCardsAsync(count, where, TestContext.Current.CancellationToken), what,
            () => $"cards: {string.Join('\n', lab.World.Cards.Select(card => $"{card.OutTrackId} {card.State} {card.Text}"))}\n{lab.Gateway.Report()}");

    /// <summary>Says something, lets the model begin, and waits until the card shows the beginning.</summary>
    public static async Task<(SaidMessage Said, CardRecord Card)> BeginAsync(this TestLab lab, ModelBehaviour model, string shows, string from = "user002", string? group = null)
    {
        lab.Model.Enqueue(model);
        var said = await lab.SayAsync(from, "tell me", group);
        return (said, await lab.CardAsync(card => card.State == CardState.Streaming && card.Text.Contains(shows, StringComparison.Ordinal), $"a card that shows \"{shows}\""));
    }

    /// <summary>Places where a person reads this: messages, and cards.</summary>
    public static int TimesSeen(this TestLab lab, string text) =>
        lab.World.BotMessages().Count(message => message.Text.Contains(text, StringComparison.Ordinal)) + lab.World.Cards.Count(card => card.Text.Contains(text, StringComparison.Ordinal));
}
