namespace Dinghy.Gateway.Conversations;

/// <summary>A question as the model reads it and the conversation remembers it.</summary>
internal static class Spoken
{
    private const int LongestName = 40;

    /// <summary>In a group the speaker's name stands before the words, so that the model can tell people apart.</summary>
    public static string By(TurnContext context)
    {
        var question = context.Question ?? "";
        if (!context.IsGroup) return question;
        // A name is the person's own choice: it must not be able to look like anything but a name.
        var name = string.Concat(context.Turn.Message.SenderNick.Where(c => !char.IsControl(c) && c is not ('[' or ']')).Take(LongestName));
        return name.Length == 0 ? question : $"[{name}] {question}";
    }
}
