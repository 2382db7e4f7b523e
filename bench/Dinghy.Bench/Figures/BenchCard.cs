using System.Text.Json.Nodes;
using Dinghy.Emulator;

namespace Dinghy.Bench.Figures;

/// <summary>A card template with everything one can have: the dearest to keep right.</summary>
internal static class BenchCard
{
    public static CardTemplate Template { get; } = new("bench-card.schema", ["content"], ["status_line", "buttons", "stop_shown", "steps"]);

    /// <summary>The answer stands in it, its stop button is gone and its status line is set.</summary>
    public static bool IsWhole(CardRecord card) => card.State == CardState.Finished && card.Variables.GetValueOrDefault("stop_shown") == "false";

    /// <summary>When its last frame arrived; null: it has none.</summary>
    public static long? FinishedAt(CardRecord card) => card.Frames.FirstOrDefault(frame => frame.State is CardState.Finished or CardState.Failed)?.ArrivedAt;

    /// <summary>Whose answer it holds.</summary>
    public static string Asker(CardRecord card) => card.Places[0].SpaceId;

    public static void Use(JsonObject config, string? cardAfter = null)
    {
        var reply = new JsonObject { ["card_template_id"] = Template.Id };
        if (cardAfter is not null) reply["card_after"] = cardAfter;
        config["channels"]!["dingtalk"]!["reply"] = reply;
    }

    public static JsonObject Unmetered(int perSecond = 20) => new() { ["monthly_calls"] = 0, ["monthly_pushes"] = 0, ["api_per_second"] = perSecond };
}
