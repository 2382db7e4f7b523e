using System.Globalization;
using Dinghy.DingTalk;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Budgets;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Outbox;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Puts the budgets' room together: every model of the process is asked through its meter, and owners hear of what runs out.</summary>
internal sealed class Spending
{
    private const string Kind = "budget";

    private readonly IGatewayStore _store;
    private readonly Reception _reception;
    private readonly Func<DinghyConfig> _config;
    private readonly Func<string, AccountRoads?> _roads;
    private readonly BudgetLog _log;

    /// <param name="store">Keeps what was spent, and who was told.</param>
    /// <param name="reception">Who owns a robot.</param>
    /// <param name="config">The one that holds now.</param>
    /// <param name="roads">Of an account, towards its owners.</param>
    /// <param name="loggers">Where named events go.</param>
    /// <param name="time">The clock.</param>
    public Spending(IGatewayStore store, Reception reception, Func<DinghyConfig> config, Func<string, AccountRoads?> roads, ILoggerFactory loggers, TimeProvider time)
    {
        (_store, _reception, _config, _roads, _log) = (store, reception, config, roads, new BudgetLog(loggers.CreateLogger<BudgetLog>()));
        Meter = new SpendMeter(store, config, _log, time) { Crossed = TellAsync };
    }

    public SpendMeter Meter { get; }

    /// <summary>Counts questions to models; null: nobody looks.</summary>
    public GatewayMetrics? Metrics { get; init; }

    public BudgetLog Log => _log;

    /// <summary>The same parts, with every model behind the meter, which takes their prices.</summary>
    public GatewayParts Metered(GatewayParts parts)
    {
        var models = parts.Models;
        Meter.Prices = (model, input, output, cached) => models.FactsOf(model).Prices is { } prices ? (prices.Of(input, output, cached), prices.Currency) : null;
        return Behind(parts);
    }

    private GatewayParts Behind(GatewayParts parts) => parts with
    {
        Model = parts.Model is { } model ? Metered(model, parts.ModelNote) : null,
        ModelNamed = parts.ModelNamed is { } named ? (name, fallbacks) => Metered(named(name, fallbacks)) : null,
        Models = new ModelShelf(name => Metered(parts.Models.Find(name)), parts.Models.Known),
        ImageModel = parts.ImageModel is { } image ? Metered(image, _config().Models.ImageModel ?? "image_model") : null,
    };

    private ModelChoice Metered(ModelChoice choice) => choice is ModelReady ready ? ready with { Client = Metered(ready.Client, ready.Name) } : choice;

    private MeteredChatClient Metered(IChatClient client, string name) => client as MeteredChatClient ?? new MeteredChatClient(new RecordedChatClient(client, name, Metrics), name, Meter);

    /// <summary>Once a day for each threshold of each budget, over restarts too.</summary>
    private async Task TellAsync(BudgetNotice notice)
    {
        await Task.Yield(); // Whoever asked the model does not wait for this.
        try
        {
            // With the limit: one that was changed is another to hear of.
            var who = string.Create(CultureInfo.InvariantCulture, $"{notice.What}/{notice.Name}/{notice.Percent}/{(notice.Use.IsMonth ? "month" : "day")}/{notice.Use.Limit}");
            if (!await _store.NoticeAsync(notice.Account, Kind, who, Meter.Today, CancellationToken.None)) return;
            _log.Crossed(
                notice.What.ToString().ToLowerInvariant(), Printable.Of(notice.Name), notice.Percent, notice.Use.Used, notice.Use.Limit,
                notice.Use.IsMoney ? notice.Currency : "tokens", notice.Use.IsMonth ? "month" : "day");
            var accounts = notice.Account.Length > 0 ? _config().Accounts.Where(account => account.Id == notice.Account) : _config().Accounts.Take(1);
            foreach (var account in accounts)
                foreach (var owner in _reception.OwnersOf(account)) await TellAsync(notice, account.Id, owner.Keep, owner.Person);
        }
#pragma warning disable CA1031 // Nobody waits for this; the log has it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _log.NoticeFailed(e);
        }
    }

    private async Task TellAsync(BudgetNotice notice, string account, string keep, string owner)
    {
        if (_roads(account) is not { } road) return;
        try
        {
            var language = await new KnownLanguage(_store, _config().Language).OfAsync(keep, owner, CancellationToken.None);
            await road.TellAsync(new StaffId(owner), new RobotText(BudgetSentences.ForOwner(notice, Meter.Config.Refuses, language)), CancellationToken.None);
        }
        catch (DingTalkApiException e)
        {
            _log.OwnerNotTold(account, Printable.Of(owner), e.Code);
        }
    }
}
