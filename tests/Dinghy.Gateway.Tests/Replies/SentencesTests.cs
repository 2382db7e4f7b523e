using System.Reflection;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Replies;

public sealed class SentencesTests
{
    private static readonly string[] s_neverTold =
    [
        Reasons.Malformed, Reasons.OwnEcho, Reasons.External, Reasons.NoStaffId, Reasons.NotAllowed, Reasons.DirectDisabled, Reasons.GroupDisabled,
        Reasons.NotMentioned, Reasons.NoPrefix, Reasons.OtherRobot, Reasons.NotPaired, Reasons.ForeignWebhook, Reasons.EmptyText, Reasons.OverQuota, Reasons.InDoubt, Reasons.Joined, Reasons.Undelivered, Reasons.RobotChanged,
        Reasons.StepOver, Reasons.NotWanted, Reasons.NoTarget, Reasons.WebhookFailed, Reasons.WorkflowUnread, // Of events: nobody asked.
        Reasons.Missed, Reasons.StillRunning, Reasons.NothingToDo, Reasons.NoReply, Reasons.NoAccount, // Of schedules: nobody asked.
        Reasons.Dispatched,
        Reasons.HumanTakeover, Reasons.Erased, Reasons.Restored, // A person answers there; nothing is left to answer; whoever asked was told by the gateway that went on.
        Reasons.Stopped, // Has words of its own, behind what was said so far.
    ];

    /// <summary>These have the general sentence on purpose: what broke is for the operator.</summary>
    private static readonly string[] s_general = [Reasons.Crashed, Reasons.GivenUp];

    private static string[] All { get; } = [.. typeof(Reasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    private static IEnumerable<string> Told => All.Except(s_neverTold, StringComparer.Ordinal);

    private static IEnumerable<string> AllSentences(Language language) =>
        [.. Told.Select(reason => Sentences.For(reason, language)), Sentences.StillWorking(language), Sentences.NotStored(language)];

    [Theory]
    [InlineData("2026-11-20T13:47:30Z", 8, "00:00 (UTC+8:00), in 2 h 13 min", "零点（UTC+8:00）恢复，还有 2 小时 13 分钟")]
    [InlineData("2026-11-20T23:59:59Z", 0, "00:00 (UTC+0:00), in 1 min", "零点（UTC+0:00）恢复，还有 1 分钟")]
    [InlineData("2026-11-20T23:59:59Z", -5, "00:00 (UTC-5:00), in 5 h 1 min", "零点（UTC-5:00）恢复，还有 5 小时 1 分钟")]
    public void The_end_of_a_days_limit_is_this_machines_midnight(string now, int hours, string english, string chinese)
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(hours), "test", "test");
        var at = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);
        DoorSentences.DailyLimit(Language.English, 20, at, zone).ShouldBe($"You have used up your 20 messages for today. They are back at {english}.");
        DoorSentences.DailyLimit(Language.Chinese, 20, at, zone).ShouldBe($"您今天的 20 条消息已经用完了，{chinese}。");
    }

    [Fact]
    public void Every_reason_has_a_code_of_its_own() => All.ShouldBeUnique();

    [Fact]
    public void Every_reason_that_people_are_told_has_a_sentence_of_its_own_in_both_languages()
    {
        foreach (var language in Enum.GetValues<Language>())
        {
            var general = Sentences.For("no such reason", language);
            var own = Told.Except(s_general, StringComparer.Ordinal).Select(reason => Sentences.For(reason, language)).ToList();
            own.ShouldBeUnique();
            own.ShouldNotContain(general);
            foreach (var reason in s_general) Sentences.For(reason, language).ShouldBe(general);
        }
    }

    [Fact]
    public void Chinese_is_Chinese_and_English_is_English()
    {
        AllSentences(Language.Chinese).ShouldAllBe(sentence => sentence.Any(c => c >= '\u4e00' && c <= '\u9fff') && sentence.Last() >= '\u2000');
        AllSentences(Language.English).ShouldAllBe(sentence => !sentence.Any(c => c >= '\u3000') && char.IsAsciiLetterUpper(sentence.First()));
    }

    [Fact]
    public void No_sentence_holds_anything_internal()
    {
        var internals = All.Where(reason => reason.Contains('_', StringComparison.Ordinal))
            .Concat(["Exception", "SQL", "null", "errcode", "HTTP", "stack", "token", "webhook", "Dinghy", "{", "}", "\n", "_"]);
        foreach (var sentence in AllSentences(Language.English).Concat(AllSentences(Language.Chinese)))
        {
            sentence.Length.ShouldBeInRange(5, 200);
            foreach (var word in internals) sentence.Contains(word, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{word} in: {sentence}");
        }
    }
}
