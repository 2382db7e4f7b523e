using System.Globalization;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Gateway.Doctor;

/// <summary>Signs of another program that is connected as the same robot. DingTalk gives each message to one of the two at random and tells neither, so that only signs can be found, never that there is none.</summary>
internal static class RivalChecks
{
    /// <summary>DingTalk pushes a message again about 60 s after one that nobody acknowledged.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromSeconds(40);

    /// <summary>What came while the socket was new may have been meant for the one before.</summary>
    private static readonly TimeSpan s_settled = TimeSpan.FromMinutes(2);

    private static readonly Words s_next = new(
        "停掉别的程序，或者给它另建一个应用；找不到就在开发者后台重置 Client Secret，再用 dinghy config set 写进来：旧的连接不再续上。给机器人连发十条消息，dinghy turns list 里少了的就是被别人收走的",
        "stop the other program, or give it an application of its own; where it can not be found, reset the client secret in the developer console and set it here by dinghy config set: the other one can not connect again. Send the robot ten messages: those that dinghy turns list does not show went to it");

    public static IReadOnlyList<Check<RobotVisit>> All { get; } =
        [new("dingtalk.rivals", new("没有别的程序用同一个机器人的迹象", "nothing hints at another program connected as this robot"), Rivals)];

    private static Finding Rivals(RobotVisit robot)
    {
        if (robot.Rivals.Count > 0) return Finding.Fail(
            new("本机还有一个网关用同一个机器人：每条消息只到其中一个", "another gateway on this machine is this robot: each message goes to one of the two"), s_next,
            string.Join("; ", robot.Rivals.Select(rival => $"process {rival.ProcessId}, home {rival.Home}")));
        if (robot.Channel is { ForeignPresses: > 0 } channel) return Finding.Warn(
            new("有人按了不是 Dinghy 做的卡片：别的程序也在用这个机器人", "somebody pressed a card that Dinghy never made: another program uses this robot"), s_next, $"{channel.ForeignPresses}: {channel.ForeignCard}");
        return Missed(robot) is { Count: > 0 } late
            ? Finding.Warn(
                new("连着的时候，有消息过了 40 秒以上才收到：第一次推送没有到这里。可能有别的程序连着却不确认，也可能是网络或钉钉慢", "while connected, messages came only 40 s or more after they were written: the first push went elsewhere. Another program may be connected and not acknowledge, or the network or DingTalk was slow"),
                s_next, string.Create(CultureInfo.InvariantCulture, $"{late.Count}, last written {late[^1].WrittenAt:u}, received {late[^1].ReceivedAt:u}"))
            : Finding.Ok(robot.Channel is null
                ? new Words("只查了本机；网关在运行时还看卡片和迟到的消息", "only this machine was looked at; cards and late messages are looked at while a gateway runs")
                : new Words("没有迹象；如果另一个程序一直正常确认，这里看不出来", "no sign; one that always acknowledges can not be seen from here"));
    }

    /// <summary>First seen late though the socket was up the whole time, by DingTalk's clock where ours is known to differ.</summary>
    private static List<LateMessage> Missed(RobotVisit robot) =>
        robot is { Channel.ConnectedSince: { } since, Account.Mode: not ReceiveMode.Http }
            ? [.. robot.LateMessages.Where(one => one.WrittenAt >= since + s_settled && one.ReceivedAt + (robot.ClockAhead ?? TimeSpan.Zero) - one.WrittenAt >= Late)]
            : [];
}

/// <summary>A gateway on another home of this machine that is the same robot.</summary>
internal sealed record Rival(int ProcessId, string Home);
