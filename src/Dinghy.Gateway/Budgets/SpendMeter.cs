using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Budgets;

/// <summary>What a model's tokens cost; null: nobody told.</summary>
/// <param name="model">As the answer names it.</param>
/// <param name="input">Tokens sent, cached ones included.</param>
/// <param name="output">Tokens that came back.</param>
/// <param name="cached">Of the sent ones, those from the provider's cache.</param>
internal delegate (decimal Money, string Currency)? PriceList(string model, long input, long output, long cached);

/// <summary>
/// Counts every model call and says who may make another. In memory, and behind it in the store: a count is on its way to the disk before the answer
/// it belongs to, on the same road, so that no answer is durable whose cost is not.
/// </summary>
/// <param name="store">Keeps it.</param>
/// <param name="config">The one that holds now.</param>
/// <param name="log">Named events.</param>
/// <param name="time">The clock.</param>
internal sealed class SpendMeter(ISpendStore store, Func<DinghyConfig> config, BudgetLog log, TimeProvider time)
{
    /// <summary>People whose counts are held at once; one more is counted in all, and refused by the other budgets only.</summary>
    private const int MaxPurses = 200_000;

    private static readonly int[] s_thresholds = [100, 80];

    private readonly Lock _gate = new();
    private readonly Dictionary<(BudgetScope, string), Purse> _purses = [];

    /// <summary>Thresholds of limits that were passed on, of this day and month: a limit that is changed is another.</summary>
    private readonly HashSet<(BudgetScope What, string Name, int Percent, bool IsMonth, bool IsMoney, decimal Limit)> _told = [];
    private DateOnly _day;

    /// <summary>Asked outside the lock; must not throw.</summary>
    public Func<BudgetNotice, Task> Crossed { get; set; } = _ => Task.CompletedTask;

    /// <summary>Of the models that hold now.</summary>
    public PriceList Prices { get; set; } = (_, _, _, _) => null;

    public BudgetsConfig Config => config().Budgets;

    public DateOnly Today => DateOnly.FromDateTime(ZoneClock.Wall(time.GetUtcNow(), Zones.Usual(config().Schedules.TimeZone, time.LocalTimeZone)));

    /// <summary>What this month has cost by now.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        var today = Today;
        var spent = await store.ReadSpendAsync(new DateOnly(today.Year, today.Month, 1), today, ct);
        lock (_gate)
        {
            _day = today;
            _purses.Clear();
            foreach (var one in spent) Add(new Payer(one.Account, one.Person, one.Agent), one.Input + one.Output, InOurs(one.Micros / 1_000_000m, one.Currency), one.Day == today);
        }
    }

    /// <summary>A code of <see cref="Reasons"/> when nothing more may be asked for this one; null: go on.</summary>
    public string? Refusal(Payer payer)
    {
        if (!Config.Refuses) return null;
        BudgetNotice? notice;
        bool isMonth;
        lock (_gate)
        {
            Turn();
            if (Of(payer).Select(one => (one.What, Use: Exhausted(one.Purse, one.Limits))).FirstOrDefault(one => one.Use is not null) is not (var what, { } use)) return null;
            // A limit that was lowered below what is used already is crossed by no call.
            (notice, isMonth) = (NoticeOf(payer, what, use, percent: 100), use.IsMonth);
        }

        if (notice is not null) _ = Crossed(notice);
        return isMonth ? Reasons.BudgetMonth : Reasons.BudgetDay;

        static Use? Exhausted(Purse purse, BudgetLimits limits) => purse.Uses(limits).Where(use => use.Share >= 1).OrderByDescending(use => use.IsMonth).FirstOrDefault();
    }

    /// <summary>What is left to this one, by every limit that holds.</summary>
    public IReadOnlyList<(BudgetScope What, Use Use)> Left(Payer payer)
    {
        lock (_gate)
        {
            Turn();
            return [.. Of(payer).SelectMany(one => one.Purse.Uses(one.Limits).Select(use => (one.What, use)))];
        }
    }

    /// <summary>After a call, however it ended.</summary>
    public void Count(Payer payer, string model, long input, long output, long cached)
    {
        var price = Prices(model, input, output, cached);
        var money = price is { } known ? InOurs(known.Money, known.Currency) : 0;
        DateOnly day;
        List<BudgetNotice> notices;
        lock (_gate)
        {
            Turn();
            day = _day;
            Add(payer, input + output, money, today: true);
            notices = [.. Of(payer).Select(one => Reached(payer, one.What, one.Purse.Against(one.Limits))).OfType<BudgetNotice>()];
        }

        // In our currency, so that what was spent stays what it was when rates change.
        var spend = new Spend(day, payer.Account, payer.Person, payer.Agent, model, price is null ? "" : Config.Currency)
        {
            Calls = 1, Input = input, Output = output, Micros = (long)(money * 1_000_000),
        };
        _ = StoreAsync(spend);
        foreach (var notice in notices) _ = Crossed(notice);
    }

    /// <summary>What another program on this home has spent, counted by its own meter.</summary>
    public async Task TakeAsync(Spend spend, CancellationToken ct)
    {
        var payer = new Payer(spend.Account, spend.Person, spend.Agent);
        lock (_gate)
        {
            Turn();
            // Of an earlier month nothing is held here.
            if ((spend.Day.Year, spend.Day.Month) == (_day.Year, _day.Month)) Add(payer, spend.Input + spend.Output, InOurs(spend.Micros / 1_000_000m, spend.Currency), spend.Day == _day);
        }

        await store.AddSpendAsync(spend, ct);
    }

    private async Task StoreAsync(Spend spend)
    {
        try
        {
            await store.AddSpendAsync(spend, CancellationToken.None);
        }
#pragma warning disable CA1031 // Nobody waits for it; what can not be written is still counted until the next start.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.NotStored(spend.Agent, spend.Model, e);
        }
    }

    private BudgetNotice? Reached(Payer payer, BudgetScope what, Use? use) =>
        use is null || s_thresholds.FirstOrDefault(percent => use.Share * 100 >= percent) is not (> 0 and var reached) ? null : NoticeOf(payer, what, use, reached);

    /// <summary>Null: it was passed on before, or is nothing to be told of.</summary>
    private BudgetNotice? NoticeOf(Payer payer, BudgetScope what, Use use, int percent)
    {
        // Of one person's budget the owners hear when it is used up; nothing at all was never theirs to use.
        if (use.Limit <= 0 || (what == BudgetScope.Person && percent < 100)) return null;
        var name = what switch { BudgetScope.Person => payer.Person, BudgetScope.Agent => payer.Agent, _ => "" };
        return _told.Add((what, what == BudgetScope.Person ? PersonOf(payer) : name, percent, use.IsMonth, use.IsMoney, use.Limit)) ? new BudgetNotice(payer.Account, what, name, percent, use, Config.Currency) : null;
    }

    private void Add(Payer payer, decimal tokens, decimal money, bool today)
    {
        PurseOf(BudgetScope.Total, "")!.Add(tokens, money, today);
        if (payer.Agent.Length > 0) PurseOf(BudgetScope.Agent, payer.Agent)?.Add(tokens, money, today);
        if (payer.Person.Length > 0) PurseOf(BudgetScope.Person, PersonOf(payer))?.Add(tokens, money, today);
    }

    private IEnumerable<(BudgetScope What, Purse Purse, BudgetLimits Limits)> Of(Payer payer)
    {
        var budgets = Config;
        if (payer.Person.Length > 0 && budgets.PerPerson.Any && PurseOf(BudgetScope.Person, PersonOf(payer)) is { } person) yield return (BudgetScope.Person, person, budgets.PerPerson);
        if (payer.Agent.Length > 0 && budgets.PerAgent.Any && PurseOf(BudgetScope.Agent, payer.Agent) is { } agent) yield return (BudgetScope.Agent, agent, budgets.PerAgent);
        if (budgets.Total.Any) yield return (BudgetScope.Total, PurseOf(BudgetScope.Total, "")!, budgets.Total);
    }

    private Purse? PurseOf(BudgetScope what, string key)
    {
        if (_purses.TryGetValue((what, key), out var purse)) return purse;
        if (_purses.Count >= MaxPurses && what != BudgetScope.Total) return null;
        return _purses[(what, key)] = new Purse();
    }

    private static string PersonOf(Payer payer) => $"{payer.Account}/{payer.Person}";

    /// <summary>The calendar went on.</summary>
    private void Turn()
    {
        var today = Today;
        if (today == _day) return;
        var isNewMonth = (today.Year, today.Month) != (_day.Year, _day.Month);
        _told.RemoveWhere(one => isNewMonth || !one.IsMonth);
        if (isNewMonth) _purses.Clear();
        else foreach (var purse in _purses.Values) purse.NewDay();
        _day = today;
    }

    private decimal InOurs(decimal money, string currency)
    {
        var budgets = Config;
        if (currency == budgets.Currency || currency.Length == 0) return money;
        if (budgets.Rates.TryGetValue(currency, out var rate)) return money * rate;
        return money * (UsualRates.Of(currency, budgets.Currency) ?? 1);
    }
}
