using Dinghy.DingTalk.OpenApi;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Rooms that a configuration makes anew.</summary>
internal sealed partial class GatewayHost
{
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

    /// <summary>The rooms before the sockets: what a new robot brings meets the rooms that know it.</summary>
    private async Task UseAsync(DinghyConfig next, GatewayParts parts, CancellationToken ct)
    {
        await _reception.Robots.FollowAsync(next.Accounts, ct);
        Follow(next);
        var (pipeline, conversations) = Compose(next, parts);
        (_config, _models) = (next, parts);
        _worker.Use(pipeline, conversations, next.Inbox);
        _channels.Use(next, account => Open(account, next), channel => Connect(channel, next));
    }

    /// <summary>Of whom a name that approvals are kept under is; null: no robot of now.</summary>
    private (string Account, RobotApi Robot)? RobotOf(string keep) =>
        _reception.Robots.Of(keep, [.. _channels.All.Select(channel => channel.Account)]) is { } account && _channels.Find(account.Id) is { } channel ? (account.Id, channel.Robots) : null;
}
