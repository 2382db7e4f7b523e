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
}
