using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Limits;

/// <summary>One organisation's month: its pace, and of what its owners were told.</summary>
internal sealed class OrganisationMonth(string corp, IReadOnlyList<string> accounts, QuotaConfig quota)
{
    private static readonly int[] s_thresholds = [80, 95, 100];

    private readonly Dictionary<DateOnly, long> _calls = [];
    private readonly Dictionary<DateOnly, long> _pushes = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private string _usedUpIn = "";
    private string _month = "";

    public string Corp => corp;

    /// <summary>The allowance; a new one is judged by at the next <see cref="Judge"/>.</summary>
    public QuotaConfig Quota { get; set; } = quota;

    public IReadOnlyList<string> Accounts => accounts;

    public CardPace Pace { get; private set; } = CardPace.Smooth;

    /// <summary>DingTalk refused a call for the month's sake, and took none since. A new month forgets it.</summary>
    public bool UsedUp { get => _usedUpIn.Length > 0 && _usedUpIn == _month; set => _usedUpIn = value ? _month : ""; }

    public bool IsSame(OrganisationMonth other) => corp == other.Corp && accounts.Order(StringComparer.Ordinal).SequenceEqual(other.Accounts.Order(StringComparer.Ordinal), StringComparer.Ordinal);

    public void Add(DateOnly day, string kind, long count)
    {
        if (kind == UsageKinds.Push) _pushes[day] = _pushes.GetValueOrDefault(day) + count;
        else if (UsageKinds.IsMetered(kind)) _calls[day] = _calls.GetValueOrDefault(day) + count;
    }

    public MonthOutlook Calls(DateOnly today, DateOnly first) => MonthOutlook.Of(Quota.MonthlyCalls, today, first, day => _calls.GetValueOrDefault(day));

    public MonthOutlook Pushes(DateOnly today, DateOnly first) => MonthOutlook.Of(Quota.MonthlyPushes, today, first, day => _pushes.GetValueOrDefault(day));

    /// <returns>The pace until now, and from now.</returns>
    public (CardPace Before, CardPace Now) Judge(DateOnly today, DateOnly first)
    {
        _month = DingTalkCalendar.Month(today);
        var before = Pace;
        Pace = Governor.Next(before, Calls(today, first), UsedUp);
        return (before, Pace);
    }

    /// <summary>Thresholds that were crossed since this was asked last.</summary>
    public IReadOnlyList<QuotaNotice> Notices(DateOnly today, DateOnly first)
    {
        var crossed = new List<QuotaNotice>();
        foreach (var (what, outlook, full) in new[] { (QuotaNotice.Calls, Calls(today, first), UsedUp), (QuotaNotice.Pushes, Pushes(today, first), false) })
        {
            // The highest only: whoever hears of 95 need not hear of 80.
            var percent = full ? 100 : outlook.Limit == 0 ? 0 : s_thresholds.LastOrDefault(threshold => outlook.Used * 100 >= outlook.Limit * threshold);
            if (percent > 0 && new QuotaNotice(accounts, corp, DingTalkCalendar.Month(today), what, percent, outlook) is var notice && _told.Add(notice.Key)) crossed.Add(notice);
        }

        return crossed;
    }

    public QuotaState State(UsageBook book, DateOnly today) =>
        new(corp, accounts, DingTalkCalendar.Month(today), Pace, UsedUp, Calls(today, book.First), Pushes(today, book.First), book.ByKind(Ours, today));

    private bool Ours(string account) => accounts.Contains(account, StringComparer.Ordinal);
}

/// <summary>A threshold of a month was crossed.</summary>
/// <param name="Accounts">The organisation's robots.</param>
/// <param name="Corp">Empty: none is configured.</param>
/// <param name="Month"><c>yyyy-MM</c>.</param>
/// <param name="What"><see cref="Calls"/> or <see cref="Pushes"/>.</param>
/// <param name="Percent">80, 95 or 100.</param>
/// <param name="Outlook">Where it stands.</param>
internal sealed record QuotaNotice(IReadOnlyList<string> Accounts, string Corp, string Month, string What, int Percent, MonthOutlook Outlook)
{
    public const string Calls = "calls";
    public const string Pushes = "pushes";

    public string Key => $"{Corp}/{Month}/{What}/{Percent}";
}

/// <summary>What <c>dinghy quota</c> shows of one organisation.</summary>
/// <param name="Corp">Empty: none is configured.</param>
/// <param name="Accounts">Its robots.</param>
/// <param name="Month"><c>yyyy-MM</c>.</param>
/// <param name="Pace">Of cards.</param>
/// <param name="UsedUp">DingTalk says so.</param>
/// <param name="Calls">Metered calls.</param>
/// <param name="Pushes">Messages, presses and events received.</param>
/// <param name="ByKind">This month's counts, free kinds too.</param>
internal sealed record QuotaState(
    string Corp, IReadOnlyList<string> Accounts, string Month, CardPace Pace, bool UsedUp, MonthOutlook Calls, MonthOutlook Pushes, IReadOnlyDictionary<string, long> ByKind);
