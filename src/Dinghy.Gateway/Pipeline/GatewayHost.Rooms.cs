using System.Diagnostics.CodeAnalysis;
using Dinghy.DingTalk.OpenApi;
using Dinghy.Gateway.Commands;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Moderation;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Replies.Markdown;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Tools;
using Dinghy.Gateway.Tools.Approvals;
using Dinghy.Gateway.Tools.Organisation;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Pipeline;

/// <content>What a configuration makes anew, and what follows it.</content>
internal sealed partial class GatewayHost
{
    /// <summary>The rooms that keep nothing between turns: a changed configuration makes them anew. What keeps something is made once, in the constructor.</summary>
    [MemberNotNull(nameof(Door), nameof(Tools), nameof(Office))]
    private (TurnPipeline Pipeline, ConversationStore Conversations) Compose(DinghyConfig config, GatewayParts parts)
    {
        OwnModel ModelOf(string agent) => parts.ModelOf(AgentWorkshop.AgentOf(config, agent));
        var windows = new ModelWindows(agent => (ModelOf(agent).Facts.ContextWindow, ModelOf(agent).Note), _scale);
        var conversations = new ConversationStore(_store, _store, config, new Quotes(_store), parts.Models, parts.Time.LocalTimeZone, windows);
        var workspaces = new Workspaces(config);
        var moderator = new Moderator(config.Moderation, _moderation, new ModerationLog(parts.Loggers.CreateLogger<ModerationLog>()), parts.Time, DingTalkMarkdown.From);
        var sending = new ToolMessages(new ReplyFormats(config.Accounts, log: null, config.Agents), _outbox);
        var tools = new AgentTools(config, workspaces, Screening.Of(moderator, sending.SendAsync), () => _mcp.Set, _store, _reception.Owners, _toolLog, parts.Time,
            new ApproverFinder(_reception.Owners, account => _channels.Find(account)?.Superiors), _approvals) { Organisation = Organisation(config, moderator) };
        var workshop = new AgentWorkshop(config, parts, workspaces, _receiving, _memories, _reception.Owners, _store, tools) { Schedules = _timekeeping.Desk, Documents = _knowledge.Desk, Access = Access(config), Moderator = moderator };
        var agents = workshop.Open();
        var router = Routes(config, parts);
        _happenings.Use(config, router);
        Tools = new ToolReports(config, workshop, _mcp);
        Door = new AgentDoor(config, workshop.OpenForDoor(), _spending.Meter, parts.Time);
        var commands = CommandRunner.Create(
            new CommandParts(
                _store, _running, agents, _receiving.FetchAsync, ModelOf, parts.Models, _reception.Owners, () => Pairing, () => Status, config, parts.Time)
            {
                Approvals = new ApprovalDesk(_store, _reception.Owners, _approvals, _toolLog, parts.Time),
                Workflow = _happenings.Desk,
                Memories = _memories,
                Doctor = _parts.Doctor,
                Schedules = _timekeeping.Desk,
                Budgets = _spending.Meter,
                Privacy = People,
                Human = new HumanDesk(_takeovers, HumanOf, config.Takeover, parts.Time),
            },
            new CommandLog(parts.Loggers.CreateLogger<CommandLog>()));
        var pipeline = new TurnPipeline(
            _reception.Keeper, _inbox, _doorstep, router, conversations, _receiving.FetchAsync, commands, agents, Composer(config, parts, workspaces), _outbox,
            new OverQuotaNotice(_store, new KnownLanguage(_store, config.Language), _outbox, account => _channels.Find(account)?.Robots, _reception.Owners, parts.Gate, _log),
            new DueTurns(_timekeeping.Turns, commands.Approvals, moderator.MaySendAsync, _happenings.Turns(config, workshop.OpenForReview(), _receiving.FetchAsync, _spending.Meter)), _spending.Meter, parts.Time,
            context => _compactor.After(context, context.Model?.Client ?? ModelOf(context.Route.Agent).Client), _takeovers, new TextLog(parts.Loggers.CreateLogger<TextLog>()));
        return (pipeline, conversations);
    }

    /// <summary>What keeps something takes what else the configuration says.</summary>
    [MemberNotNull(nameof(Pairing))]
    private void Follow(DinghyConfig config)
    {
        var languages = new KnownLanguage(_store, config.Language);
        _reception.Owners.Use(config.Owners);
        _doorstep.Use(config);
        _mcp.Use(config.Tools.Mcp);
        _turnstile.Use(config.Quota);
        _meter.Use(config.Accounts, config.Quota);
        _receiving.Use(config.Attachments);
        _meter.Crossed = new OwnerNotices(_reception, languages, _channels, _limitLog, _stop.Token).TellAsync;
        Pairing = new PairingOffice(_reception.Pairing, RobotOf, _parts.Gate, languages)
        {
            LetsIn = (keep, person) => PairingOffice.KeyThatLetsIn(config, _reception.Robots.Of(keep, config.Accounts), person),
        };
    }

    private Doors Open(AccountConfig account, DinghyConfig config) => new(
        new StreamDoor(account, config.Language, _reception.Robots, _reception.Keeper, _worker, _inbox, _outbox, _log, _metrics, _parts.Time).HandleAsync,
        new CardDoor(account, _reception.Owners, _reception.Keeper, new ApprovalDesk(_store, _reception.Owners, _approvals, _toolLog, _parts.Time), config.Language, _store, _worker, _running, _foreign, _log, _metrics, _parts.Time).HandleAsync,
        account.WantsEvents ? _happenings.Door(account, config, _channels.Find(account.Id)?.Organisation.Directory, _log, _metrics).TakeAsync : null);

    private ReplyComposer Composer(DinghyConfig config, GatewayParts parts, Workspaces workspaces)
    {
        var log = new ReplyLog(parts.Loggers.CreateLogger<ReplyLog>());
        var pictures = new AnswerPictures(
            workspaces,
            (turn, picture, ending, ct) => _channels.Find(turn.Account)?.Shelf is { } shelf
                ? shelf.PictureAsync(picture, ending, code => log.NoPicture(turn.Id, code), ct)
                : Task.FromResult<string?>(null),
            parts.Time);
        return new ReplyComposer(parts.Time, new ReplyFormats(config.Accounts, log, config.Agents), pictures);
    }

    private Router Routes(DinghyConfig config, GatewayParts parts) =>
        new(new RouteTable(config.Routing), _directories, new RoutingLog(parts.Loggers.CreateLogger<RoutingLog>()));

    [MemberNotNull(nameof(Office))]
    private OrganisationRoom Organisation(DinghyConfig config, Moderator moderator) => Office = new(
        config.Tools.Organisation, account => _channels.Find(account)?.Organisation,
        new Dispatching(_store, _outbox, new ReplyFormats(config.Accounts, log: null, config.Agents), _reception.Robots, _parts.Time).SendAsync,
        _store, _store, _reception.Owners, new OrganisationLog(_parts.Loggers.CreateLogger<OrganisationLog>()), _parts.Time)
    {
        MaySend = moderator.MaySendAsync,
    };

    /// <summary>The rooms before the sockets: what a new robot brings meets the rooms that know it.</summary>
    private async Task UseAsync(DinghyConfig next, GatewayParts parts, CancellationToken ct)
    {
        await _reception.Robots.FollowAsync(next.Accounts, ct);
        Follow(next);
        _knowledge.Use(next);
        var (pipeline, conversations) = Compose(next, parts);
        (_config, _models) = (next, parts);
        _worker.Use(pipeline, conversations, next.Inbox);
        _channels.Use(next, account => Open(account, next), channel => Connect(channel, next));
    }

    /// <summary>Of whom a name that approvals are kept under is; null: no robot of now.</summary>
    private (string Account, RobotApi Robot)? RobotOf(string keep) =>
        _reception.Robots.Of(keep, [.. _channels.All.Select(channel => channel.Account)]) is { } account && _channels.Find(account.Id) is { } channel ? (account.Id, channel.Robots) : null;
}
