using System.Globalization;
using System.Numerics;

namespace Dinghy.Gateway.Schedules;

/// <summary>One field of a cron expression: the numbers it allows, as bits.</summary>
/// <param name="Bits">Bit n: n is allowed.</param>
/// <param name="IsOpen">It begins with <c>*</c> or is <c>?</c>: it asks for nothing by itself.</param>
internal sealed record CronField(ulong Bits, bool IsOpen)
{
    public bool Has(int value) => (Bits >> value & 1) == 1;

    /// <summary>The smallest allowed number that is not below <paramref name="value"/>; -1 for none.</summary>
    public int From(int value)
    {
        var left = value > 63 ? 0 : Bits >> value << value;
        return left == 0 ? -1 : BitOperations.TrailingZeroCount(left);
    }

    /// <param name="text">Lists, ranges, steps, names: <c>1,5-9,*/15,mon-fri</c>.</param>
    /// <param name="kind">What stands there.</param>
    /// <exception cref="SpecException">It is none.</exception>
    public static CronField Parse(string text, CronUnit kind)
    {
        if (text is "?") return new(kind.All, IsOpen: true);
        var bits = 0UL;
        foreach (var item in text.Split(',')) bits |= Item(item, kind);
        return new(bits, text[0] == '*');
    }

    private static ulong Item(string item, CronUnit kind)
    {
        var (range, step) = item.Split('/') switch
        {
            [var whole] => (whole, 1),
            [var whole, var every] => (whole, Number(every, 1, kind.Max, $"the step after / in {kind.Name}")),
            _ => throw new SpecException($"'{item}' is no {kind.Name}: at most one /."),
        };
        var (from, to) = range.Split('-') switch
        {
            ["*"] => (kind.Min, kind.Max),
            // "5/15" goes on from 5 to the end, "5" is 5 alone.
            [var one] => (kind.Read(one), item.Contains('/', StringComparison.Ordinal) ? kind.Max : kind.Read(one)),
            [var first, var last] => (kind.Read(first), kind.Read(last)),
            _ => throw new SpecException($"'{item}' is no {kind.Name}: a range is two values with one - between."),
        };
        var bits = 0UL;
        // A range whose end lies before its beginning goes over the top: 22-6, fri-mon.
        var length = to >= from ? to - from : to - from + kind.Max - kind.Min + 1;
        for (var i = 0; i <= length; i += step) bits |= 1UL << kind.Wrap(from + i);
        return bits;
    }

    internal static int Number(string text, int min, int max, string what) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw new SpecException($"'{Shown(text)}' is not {what}: a number from {min} to {max}.");

    internal static string Shown(string text) => text.Length <= 40 ? text : $"{text[..40]}…";
}

/// <summary>What a field counts.</summary>
internal sealed record CronUnit(string Name, int Min, int Max, string[]? Names = null)
{
    public static readonly CronUnit Second = new("second", 0, 59);
    public static readonly CronUnit Minute = new("minute", 0, 59);
    public static readonly CronUnit Hour = new("hour", 0, 23);
    public static readonly CronUnit Day = new("day of the month", 1, 31);
    public static readonly CronUnit Month = new("month", 1, 12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]);

    /// <summary>7 is Sunday too; the bits know 0 only.</summary>
    public static readonly CronUnit Weekday = new("weekday", 0, 6, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]);

    public ulong All => (ulong.MaxValue >> (63 - Max)) & (ulong.MaxValue << Min);

    public int Wrap(int value) => value > Max ? Min + ((value - Min) % (Max - Min + 1)) : value;

    public int Read(string text)
    {
        if (Names is not null && Array.FindIndex(Names, name => text.StartsWith(name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var at && IsWhole(text)) return at + Min;
        return CronField.Number(text, Min, this == Weekday ? 7 : Max, $"a {Name}");
    }

    /// <summary>"mon" and "monday", but not "month".</summary>
    private static bool IsWhole(string text) => text.Length == 3
        || Enum.GetNames<DayOfWeek>().Contains(text, StringComparer.OrdinalIgnoreCase)
        || CultureInfo.InvariantCulture.DateTimeFormat.MonthNames.Contains(text, StringComparer.OrdinalIgnoreCase);
}
