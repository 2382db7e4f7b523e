using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Replies;

/// <summary>What a person hears of a file, in the one place and both languages.</summary>
internal static class FileSentences
{
    // Why a file can not be sent, found before DingTalk is asked.
    public const string Gone = "file_gone";
    public const string TooLarge = "media_too_large";
    public const string Unplayable = "file_unplayable";

    /// <summary>Said in a file's place, before the reason.</summary>
    public static string NotSent(string name, Language language) => language == Language.Chinese
        ? $"文件「{name}」没能发给您。"
        : $"The file \"{name}\" could not be sent to you.";

    /// <param name="code">DingTalk's or ours.</param>
    /// <param name="english">Else Chinese.</param>
    public static string Because(string code, bool english)
    {
        var (zh, en) = code switch
        {
            Gone or "media_empty" => ("原因：文件已经不在了，或者读不出来。", "It is no longer there, or can not be read."),
            TooLarge or "40006" => ("原因：文件太大，钉钉最多接收 20 MB（语音 2 MB）。", "It is too large: DingTalk takes up to 20 MB (sounds 2 MB)."),
            Unplayable => ("原因：它播放不了，或者时长为零。", "It does not play, or is zero seconds long."),
            "media_type" or "40004" => ("原因：钉钉不接收这种文件。", "DingTalk takes no file of this kind."),
            _ => ("原因：钉钉没有收下这个文件，负责人可以在日志里看到详情。可以稍后再让我发一次。", "DingTalk did not take it; the owner of this robot can see why in the log. Ask me to send it again later."),
        };
        return english ? en : zh;
    }

    /// <summary>An answer that is nothing but files.</summary>
    public static string Here(int files, Language language) => language == Language.Chinese
        ? files == 1 ? "文件随后发出。" : $"{files} 个文件随后发出。"
        : files == 1 ? "Here is the file." : $"Here are {files} files.";
}
