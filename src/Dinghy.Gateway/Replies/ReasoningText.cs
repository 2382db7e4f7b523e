using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Replies;

/// <summary>What the model thought, as another chat reads it: to which question of whom.</summary>
internal static class ReasoningText
{
    private const int LongestQuestion = 200;

    public static string Of(TurnContext context, string thoughts)
    {
        var question = (context.Question ?? "").ReplaceLineEndings(" ").Trim();
        if (question.Length > LongestQuestion) question = question[..(char.IsHighSurrogate(question[LongestQuestion - 1]) ? LongestQuestion - 1 : LongestQuestion)] + "…";
        var name = context.Turn.Message.SenderNick.ReplaceLineEndings(" ").Trim();
        var head = context.Language == Language.Chinese ? $"推理过程 · {name}：{question}" : $"Reasoning · {name}: {question}";
        return $"{head}\n\n{thoughts.Trim()}";
    }
}
