using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Limits;

/// <summary>Counts calls and pushes against the month, writes them behind the back of whoever calls, and sets the pace of cards by them. Robots of one organisation share its allowance.</summary>
internal sealed class MonthMeter : IAsyncDisposable
{
    /// <summary>What a <c>kill -9</c> can cost: so many counts, or so long.</summary>
    private const int MostFresh = 20;
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(5);

    /// <summary>Enough for the forecast on the first of a month; the store keeps a year.</summary>
    private const int Remembered = 45;
    private const int Stored = 400;

    private readonly Lock _gate = new();
    private readonly UsageBook _book = new();
    private readonly IUsageStore _store;
    private readonly LimitLog _log;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private Dictionary<string, OrganisationMonth> _byAccount;
    private IReadOnlyList<OrganisationMonth> _organisations;
    private Task _writing = Task.CompletedTask;
    private DateOnly _day;

    public MonthMeter(IReadOnlyList<AccountConfig> accounts, QuotaConfig quota, IUsageStore store, LimitLog log, GatewayMetrics metrics, TimeProvider time)
    {
        (_store, _log, _metrics, _time) = (store, log, metrics, time);
        _organisations = Organisations(accounts, quota);
        _byAccount = ByAccount(_organisations);
        _timer = time.CreateTimer(_ => Write(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Told off the hot path, once a threshold, month and organisation, across restarts.</summary>
    public Func<QuotaNotice, Task> Crossed { get; set; } = static _ => Task.CompletedTask;

    /// <summary>The same states from what a gateway stored, without one.</summary>
    public static IReadOnlyList<QuotaState> Look(IReadOnlyList<AccountConfig> accounts, QuotaConfig quota, IReadOnlyList<UsageCount> stored, TimeProvider time)
    {
        var book = new UsageBook();
        book.Load(stored);
        var today = DingTalkCalendar.Day(time.GetUtcNow());
        return [.. Organisations(accounts, quota).Select(corp =>
        {
            foreach (var row in stored.Where(row => corp.Accounts.Contains(row.Account, StringComparer.Ordinal))) corp.Add(row.Day, row.Kind, row.Count);
            corp.Judge(today, book.First);
            return corp.State(book, today);
        })];
    }

    private static IReadOnlyList<OrganisationMonth> Organisations(IReadOnlyList<AccountConfig> accounts, QuotaConfig quota) =>
        [.. accounts.GroupBy(account => account.CorpId ?? "", StringComparer.Ordinal).Select(corp => new OrganisationMonth(corp.Key, [.. corp.Select(account => account.Id)], quota))];

    private static Dictionary<string, OrganisationMonth> ByAccount(IReadOnlyList<OrganisationMonth> organisations) =>
        organisations.SelectMany(corp => corp.Accounts.Select(account => (account, corp))).ToDictionary(pair => pair.account, pair => pair.corp, StringComparer.Ordinal);

    /// <exception cref="StoreException">The counts of this month can not be read.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        var stored = await _store.ReadUsageAsync(Today.AddDays(-Remembered), ct);
        lock (_gate)
        {
            _book.Load(stored);
            foreach (var row in stored)
                if (_byAccount.TryGetValue(row.Account, out var owner)) owner.Add(row.Day, row.Kind, row.Count);
            foreach (var corp in _organisations) Judge(corp);
        }
    }

    /// <summary>The configuration has other robots or allowances now; an organisation that keeps its robots keeps its month as it is.</summary>
    public void Use(IReadOnlyList<AccountConfig> accounts, QuotaConfig quota)
    {
        lock (_gate)
        {
            var before = _organisations;
            _organisations = [.. Organisations(accounts, quota).Select(corp => before.FirstOrDefault(old => old.IsSame(corp)) ?? corp)];
            _byAccount = ByAccount(_organisations);
            foreach (var corp in _organisations.Where(corp => corp.Quota != quota))
            {
                corp.Quota = quota;
                Judge(corp);
            }

            foreach (var corp in _organisations.Except(before))
            {
                foreach (var row in _book.All)
                    if (_byAccount.GetValueOrDefault(row.Account) == corp) corp.Add(row.Day, row.Kind, row.Count);
                Judge(corp);
                if (!before.Any(old => old.Corp == corp.Corp && old.UsedUp)) continue;
                corp.UsedUp = true;
                Judge(corp);
            }
        }
    }

    /// <summary>A call left, and counts.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="call">Of which API.</param>
    /// <param name="succeeded">DingTalk took it; false: it refused it, or nobody knows.</param>
    public void Called(string account, DingTalkCall call, bool succeeded = true)
    {
        lock (_gate)
        {
            if (succeeded && UsageKinds.IsMetered(UsageKinds.Of(call)) && _byAccount.TryGetValue(account, out var corp)) corp.UsedUp = false;
            Count(account, UsageKinds.Of(call));
        }
    }

    /// <summary>A message, press or event came by the socket or to the webhook.</summary>
    public void Pushed(string account)
    {
        lock (_gate) Count(account, UsageKinds.Push);
    }

    /// <summary>DingTalk says so itself.</summary>
    public void UsedUp(string account)
    {
        lock (_gate)
        {
            if (!_byAccount.TryGetValue(account, out var corp) || corp.UsedUp) return;
            corp.UsedUp = true;
            _log.UsedUp();
            Judge(corp);
        }
    }

    public CardPace PaceOf(string account)
    {
        lock (_gate)
        {
            if (!_byAccount.TryGetValue(account, out var corp)) return CardPace.Smooth;
            if (Today != _day) Judge(corp);
            return corp.Pace;
        }
    }

    public IReadOnlyList<QuotaState> States
    {
        get
        {
            lock (_gate)
            {
                var today = Today;
                return [.. _organisations.Select(corp => corp.State(_book, today))];
            }
        }
    }

    /// <summary>Stores what is counted.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        // What was counted while one is on its way goes with one more.
        for (var last = 0; last < 2; last++)
        {
            Write();
            Task writing;
            lock (_gate) writing = _writing;
            await writing;
        }
    }

    private DateOnly Today => DingTalkCalendar.Day(_time.GetUtcNow());

    private void Count(string account, string kind)
    {
        var today = Today;
        _book.Count(account, today, kind);
        if (_byAccount.TryGetValue(account, out var corp) && (kind == UsageKinds.Push || UsageKinds.IsMetered(kind)))
        {
            corp.Add(today, kind, 1);
            Judge(corp);
        }

        if (_book.Fresh >= MostFresh) Write();
        else if (_book.Fresh == 1) _timer.Change(s_soon, Timeout.InfiniteTimeSpan);
    }

    private void Judge(OrganisationMonth corp)
    {
        var today = Today;
        if (today != _day)
        {
            // Every organisation's day begins, not only that of whoever came first.
            _day = today;
            _book.Forget(today.AddDays(-Remembered));
            foreach (var other in _organisations.Where(other => other != corp)) Judge(other);
        }

        var (before, now) = corp.Judge(today, _book.First);
        if (before != now)
        {
            var calls = corp.Calls(today, _book.First);
            _log.PaceChanged(before, now, calls.Used, calls.Limit, calls.Forecast, calls.Today, calls.Share);
            _metrics.PaceChanged(now.ToString().ToLowerInvariant());
        }

        foreach (var notice in corp.Notices(today, _book.First)) _ = TellAsync(notice);
    }

    private async Task TellAsync(QuotaNotice notice)
    {
        await Task.Yield();
        try
        {
            if (!await _store.MarkToldAsync(notice.Key, _time.GetUtcNow(), CancellationToken.None)) return;
            _log.Crossed(notice.Percent, notice.What, notice.Outlook.Used, notice.Outlook.Limit, notice.Outlook.Forecast);
            await Crossed(notice);
        }
        catch (StoreException e)
        {
            _log.NotStored(e);
        }
    }

    private void Write()
    {
        lock (_gate)
            if (_book.Fresh > 0 && _writing.IsCompleted) _writing = WriteAsync();
    }

    private async Task WriteAsync()
    {
        await Task.Yield();
        IReadOnlyList<UsageCount> taken;
        lock (_gate) taken = _book.TakeFresh();
        try
        {
            await _store.AddUsageAsync(taken, Today.AddDays(-Stored), CancellationToken.None);
        }
        catch (StoreException e)
        {
            _log.NotStored(e);
            lock (_gate) _book.GiveBack(taken);
        }
    }
}
