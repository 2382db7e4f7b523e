using Dinghy.Emulator;

namespace Dinghy.Bench.Figures;

/// <summary>The calls that reached DingTalk. Pure.</summary>
internal static class CallCount
{
    public const int Throttled = 403;
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    public static string Api(RequestRecord call) => $"{call.Method} {call.Path}";

    /// <summary>The most of one API in any stretch of a second.</summary>
    public static int MostInASecond(IEnumerable<RequestRecord> calls) =>
        calls.GroupBy(Api, StringComparer.Ordinal).Select(api => MostInASecond([.. api.Select(call => call.At).Order()])).DefaultIfEmpty().Max();

    private static int MostInASecond(DateTimeOffset[] times)
    {
        var (most, from) = (0, 0);
        for (var to = 0; to < times.Length; to++)
        {
            while (times[to] - times[from] >= s_second) from++;
            most = Math.Max(most, to - from + 1);
        }

        return most;
    }
}
