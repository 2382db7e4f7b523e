using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Replies;

/// <summary>What owners hear when somebody asks for a human.</summary>
internal static class TakeoverSentences
{
    /// <param name="language">Of the owner.</param>
    /// <param name="who">Name and id.</param>
    /// <param name="group">The group's title, or its id; null: privately.</param>
    /// <param name="key">What the commands take.</param>
    /// <param name="why">In the person's own words; empty: nothing was said.</param>
    public static string Called(Language language, string who, string? group, string key, string why) => language == Language.Chinese
        ? $"{who} 在{(group is null ? "单聊" : $"群“{group}”")}里请求人工。{(why.Length == 0 ? "" : $"说明：{why}")}\n\n接手：dinghy sessions pause '{key}'，再用 dinghy sessions say '{key}' --text … 以机器人的身份回复。"
        : $"{who} asks for a human {(group is null ? "in a private chat" : $"in the group \"{group}\"")}.{(why.Length == 0 ? "" : $" They say: {why}")}\n\nTo take over: dinghy sessions pause '{key}', then dinghy sessions say '{key}' --text … to answer as the robot.";
}
