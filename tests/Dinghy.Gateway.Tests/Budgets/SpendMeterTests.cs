using Dinghy.Gateway.Budgets;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Budgets;

public sealed class SpendMeterTests : IAsyncLifetime
{
    private static readonly Payer s_ann = new("main", "ann", "default");

    private readonly TempHome _home = new();
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 11, 29, 8, 0, 0, TimeSpan.Zero));
    private readonly List<BudgetNotice> _notices = [];
    private BudgetsConfig _budgets = new() { PerPerson = new() { TokensPerDay = 1_000 } };
    private SqliteStore _store = null!;
    private SpendMeter _meter = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = SqliteStore.Open(_home.Path);
        await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _home.Dispose();
    }

    private async Task OpenAsync()
    {
        _meter = new SpendMeter(_store, () => new DinghyConfig { Home = _home.Path, Budgets = _budgets }, new BudgetLog(NullLogger<BudgetLog>.Instance), _time)
        {
            Crossed = notice => { _notices.Add(notice); return Task.CompletedTask; },
            Prices = (model, input, output, cached) => model == "lab/dear" ? ((((input - cached) * 2m) + (cached * 0.5m) + (output * 8m)) / 1_000_000, "USD") : null,
        };
        await _meter.LoadAsync(Ct);
    }

    private async Task<IReadOnlyList<Spend>> StoredAsync() => await _store.ReadSpendAsync(new DateOnly(2026, 1, 1), new DateOnly(2027, 12, 31), Ct);

    [Fact]
    public async Task A_used_up_day_refuses_until_midnight_in_Beijing_and_over_a_restart()
    {
        _meter.Refusal(s_ann).ShouldBeNull();
        _meter.Count(s_ann, "lab/m", 900, 100, 0);
        _meter.Refusal(s_ann).ShouldBe(Reasons.BudgetDay);
        _meter.Refusal(s_ann with { Person = "bob" }).ShouldBeNull("everybody has their own");
        await Waiting.Until(async () => (await StoredAsync()).Count == 1);
        await OpenAsync();
        _meter.Refusal(s_ann).ShouldBe(Reasons.BudgetDay);
        _time.Advance(TimeSpan.FromHours(8) - TimeSpan.FromSeconds(1));
        _meter.Refusal(s_ann).ShouldBe(Reasons.BudgetDay);
        _time.Advance(TimeSpan.FromSeconds(1));
        _meter.Refusal(s_ann).ShouldBeNull("it is the next day in Beijing");
    }

    [Fact]
    public async Task A_month_goes_on_over_days_and_ends()
    {
        _budgets = new() { Total = new() { TokensPerMonth = 1_500 } };
        _meter.Count(s_ann, "lab/m", 1_000, 0, 0);
        _time.Advance(TimeSpan.FromHours(24));
        _meter.Count(s_ann, "lab/m", 500, 0, 0);
        _meter.Refusal(Payer.Nobody).ShouldBe(Reasons.BudgetMonth);
        await Waiting.Until(async () => (await StoredAsync()).Sum(one => one.Input) == 1_500);
        await OpenAsync();
        _meter.Refusal(Payer.Nobody).ShouldBe(Reasons.BudgetMonth);
        _time.Advance(TimeSpan.FromHours(24));
        _meter.Refusal(Payer.Nobody).ShouldBeNull("it is December");
    }

    [Fact]
    public async Task Money_is_counted_in_the_budgets_currency_with_what_the_cache_saved()
    {
        _budgets = new() { PerAgent = new() { MoneyPerDay = 10 }, Rates = new Dictionary<string, decimal> { ["USD"] = 7 } };
        _meter.Count(s_ann, "lab/dear", 1_000_000, 0, 1_000_000);
        _meter.Left(s_ann).ShouldHaveSingleItem().Use.Used.ShouldBe(3.5m);
        _meter.Count(s_ann, "lab/dear", 0, 100_000, 0);
        _meter.Left(s_ann).ShouldHaveSingleItem().Use.Left.ShouldBe(0.9m);
        _meter.Count(s_ann, "lab/cheap", 1_000_000, 1_000_000, 0);
        _meter.Left(s_ann).ShouldHaveSingleItem().Use.Left.ShouldBe(0.9m, "nobody told its price");
        await Waiting.Until(async () => (await StoredAsync()).Sum(one => one.Calls) == 3);
        (await StoredAsync()).Select(one => (one.Model, one.Currency, one.Micros)).ShouldBe([("lab/cheap", "", 0L), ("lab/dear", "CNY", 9_100_000L)]);
    }

    [Theory]
    [InlineData("USD", "CNY", 7.2)]
    [InlineData("CNY", "USD", 0.13888)]
    [InlineData("EUR", "USD", 1.125)]
    public void Rates_that_nobody_configured_are_data(string from, string to, double rate) => ((double)UsualRates.Of(from, to)!.Value).ShouldBe(rate, 0.0001);

    [Fact]
    public void Money_that_nobody_knows_has_no_rate() => UsualRates.Of("XXX", "CNY").ShouldBeNull();

    [Fact]
    public void Owners_hear_at_80_and_at_100_percent_each_once_and_of_a_person_when_it_is_used_up()
    {
        _budgets = new() { PerPerson = new() { TokensPerDay = 1_000 }, Total = new() { TokensPerDay = 2_000 } };
        for (var i = 0; i < 22; i++) _meter.Count(s_ann, "lab/m", 100, 0, 0);
        _notices.Select(notice => (notice.What, notice.Name, notice.Percent)).ShouldBe([(BudgetScope.Person, "ann", 100), (BudgetScope.Total, "", 80), (BudgetScope.Total, "", 100)]);
    }

    [Theory]
    [InlineData(400, 100)]
    [InlineData(1_100, 80)]
    public void A_budget_that_is_lowered_below_what_is_used_is_told_with_the_next_try_once(long lowered, int percent)
    {
        _budgets = new() { Total = new() { TokensPerDay = 10_000 } };
        _meter.Count(s_ann, "lab/m", 900, 0, 0);
        _notices.ShouldBeEmpty();
        _budgets = new() { Total = new() { TokensPerDay = lowered } };
        for (var i = 0; i < 3; i++)
            if (_meter.Refusal(s_ann) is null) _meter.Count(s_ann, "lab/m", 1, 0, 0);
        var notice = _notices.ShouldHaveSingleItem();
        (notice.What, notice.Percent, notice.Use.Limit).ShouldBe((BudgetScope.Total, percent, lowered));
    }

    [Fact]
    public void A_limit_of_the_month_is_told_once_in_it_and_that_of_the_day_each_day()
    {
        _budgets = new() { Total = new() { TokensPerMonth = 1_000 }, PerAgent = new() { TokensPerDay = 100 } };
        _meter.Count(s_ann, "lab/m", 1_000, 0, 0);
        _time.Advance(TimeSpan.FromHours(24));
        _meter.Count(s_ann, "lab/m", 1_000, 0, 0);
        _notices.Select(notice => notice.What).ShouldBe([BudgetScope.Agent, BudgetScope.Total, BudgetScope.Agent]);
    }

    [Fact]
    public void To_warn_is_not_to_refuse()
    {
        _budgets = _budgets with { Refuses = false };
        _meter.Count(s_ann, "lab/m", 5_000, 0, 0);
        _meter.Refusal(s_ann).ShouldBeNull();
        _notices.ShouldHaveSingleItem().Percent.ShouldBe(100);
    }

    [Fact]
    public void A_limit_of_nothing_refuses_everybody()
    {
        _budgets = new() { PerPerson = new() { TokensPerDay = 0 } };
        _meter.Refusal(s_ann).ShouldBe(Reasons.BudgetDay);
        _meter.Refusal(Payer.Nobody).ShouldBeNull();
    }

    [Fact]
    public async Task Every_call_counts_whoever_makes_it_and_what_a_host_does_not_count_is_guessed()
    {
        Payer.Begin(new Payer("main", "ann", "default"));
        var told = new MeteredChatClient(new FakeModel(FakeModel.Bringing(new TextContent("four"), new UsageContent(new UsageDetails { InputTokenCount = 30, OutputTokenCount = 2 }))), "lab/told", _meter);
        await told.GetResponseAsync("hello", cancellationToken: Ct);
        var silent = new MeteredChatClient(FakeModel.Saying("12345678"), "lab/silent", _meter);
        await foreach (var _ in silent.GetStreamingResponseAsync("abcd", cancellationToken: Ct)) { }
        await Waiting.Until(async () => (await StoredAsync()).Sum(one => one.Calls) == 2);
        (await StoredAsync()).ShouldAllBe(one => one.Person == "ann" && one.Agent == "default" && one.Model == "fake-1");
        (await StoredAsync()).Sum(one => one.Input).ShouldBe(32);
        (await StoredAsync()).Sum(one => one.Output).ShouldBe(6);
    }

    [Fact]
    public async Task A_stream_that_breaks_or_is_left_is_paid_as_far_as_it_came()
    {
        Payer.Begin(new Payer("main", "ann", "default"));
        var broken = new MeteredChatClient(FakeModel.Failing(ModelFault.Cut, "12345678"), "lab/m", _meter);
        await Should.ThrowAsync<ModelException>(async () => { await foreach (var _ in broken.GetStreamingResponseAsync("abcd", cancellationToken: Ct)) { } });
        var whole = new MeteredChatClient(FakeModel.Saying("1234", "5678"), "lab/m", _meter);
        await foreach (var _ in whole.GetStreamingResponseAsync("abcd", cancellationToken: Ct)) break;
        var never = new MeteredChatClient(FakeModel.Failing(ModelFault.Unreachable), "lab/m", _meter);
        await Should.ThrowAsync<ModelException>(async () => { await foreach (var _ in never.GetStreamingResponseAsync("abcd", cancellationToken: Ct)) { } });
        await Waiting.Until(async () => (await StoredAsync()).Sum(one => one.Calls) == 2);
        (await StoredAsync()).Sum(one => one.Output).ShouldBe(6, "four tokens that came before the break, two before it was left, none of what never came");
    }

    [Fact]
    public async Task What_runs_out_in_the_middle_ends_in_words_and_what_ran_out_before_is_not_begun()
    {
        var model = new FakeModel(FakeModel.Bringing(new UsageContent(new UsageDetails { InputTokenCount = 1_000, OutputTokenCount = 1 })));
        var client = new MeteredChatClient(model, "lab/m", _meter);
        Payer.Begin(new Payer("main", "ann", "default"));
        var options = new ChatOptions { Tools = [new ToolDeclaration("x", "x", """{"type":"object"}""")] };
        await client.GetResponseAsync("go", options, Ct);
        await client.GetResponseAsync("on", options, Ct);
        model.Options.Select(asked => asked?.Tools?.Count ?? 0).ShouldBe([1, 0]);
        options.Tools.Count.ShouldBe(1, "the caller's own is left alone");
        Payer.Begin(new Payer("main", "ann", "default"));
        (await Should.ThrowAsync<ModelException>(() => client.GetResponseAsync("again", options, Ct))).Fault.ShouldBe(ModelFault.Quota);
        model.Calls.ShouldBe(2);
    }
}
