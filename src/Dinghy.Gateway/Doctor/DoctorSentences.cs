using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Doctor;

/// <summary>What the person named by <c>--card</c> reads in DingTalk.</summary>
internal static class DoctorSentences
{
    public static string Message(Language language, bool cardFollows) => language == Language.Chinese
        ? cardFollows ? "Dinghy doctor：看到这条消息，说明机器人能给您发消息。接着会出现一张测试卡片。" : "Dinghy doctor：看到这条消息，说明机器人能给您发消息。"
        : cardFollows ? "Dinghy doctor: this message shows that the robot can write to you. A card follows." : "Dinghy doctor: this message shows that the robot can write to you.";

    public static string Card(Language language) => language == Language.Chinese
        ? "Dinghy doctor：这张卡片创建、流式更新、完成都正常。"
        : "Dinghy doctor: this card was made, streamed and finished.";

    public static string CardFailed(Language language) => language == Language.Chinese
        ? "Dinghy doctor：这张卡片没能流式更新，原因见终端。"
        : "Dinghy doctor: this card could not be streamed; the terminal says why.";
}
