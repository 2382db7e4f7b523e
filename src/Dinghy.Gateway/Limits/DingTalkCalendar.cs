using System.Globalization;

namespace Dinghy.Gateway.Limits;

/// <summary>DingTalk's months are Beijing's.</summary>
internal static class DingTalkCalendar
{
    private static readonly TimeSpan s_beijing = TimeSpan.FromHours(8);

    public static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(at.ToOffset(s_beijing).DateTime);

    public static string Month(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
