using Dinghy.DingTalk;

namespace Dinghy.Gateway.Doctor;

/// <summary>The card template and the permissions that cards need, by one live card.</summary>
internal static class CardChecks
{
    private const string Write = "Card.Instance.Write";
    private const string Streaming = "Card.Streaming.Write";

    public static IReadOnlyList<Check<RobotVisit>> All { get; } =
    [
        new("card.permission", new($"可以创建和更新卡片（{Write}）", $"cards may be made and changed ({Write})"), Permission),
        new("card.template", new("卡片模板存在并已发布", "the card template exists and is published"), Template),
        new("card.delivered", new("卡片送到了会话里", "a card arrives in the chat"), Delivered),
        new("card.streaming", new($"可以流式更新卡片（{Streaming}）", $"cards may be streamed to ({Streaming})"), Stream),
        new("card.variables", new("模板有流式更新的变量", "the template has the variable that is streamed"), Variables),
        new("card.stop", new("卡片上有停止按钮", "cards have a stop button"), Stop),
    ];

    private static Finding Permission(RobotVisit robot)
    {
        if (Absent(robot) is { } why) return why;
        if (new[] { robot.Card!.Make, robot.Card.Change }.FirstOrDefault(RobotChecks.LacksPermission) is { } refused) return RobotChecks.Grant(robot, refused, Write);
        if (robot.Card.Make!.Is(DingTalkFault.QuotaExceeded)) return Finding.Skip(Skips.Earlier);
        return new[] { robot.Card.Make, robot.Card.Change }.FirstOrDefault(step => step is { Worked: false } && !IsTemplate(step) && !IsUndelivered(step)) is { } odd
            ? Finding.Fail(new("钉钉没有收下卡片", "DingTalk did not take the card"), new("看应答里的原因，稍后再试", "its answer says why; try again later"), odd.Told)
            : Finding.Ok();
    }

    private static Finding Template(RobotVisit robot)
    {
        if (Absent(robot) is { } why) return why;
        if (!IsTemplate(robot.Card!.Make!)) return Reached(robot.Card.Make!);
        var unpublished = robot.Card.Make!.Fault!.Code.Contains("Unpublished", StringComparison.OrdinalIgnoreCase) || robot.Card.Make.Fault.Code == "template.stopped";
        return Finding.Fail(
            unpublished ? new("卡片模板没有发布", "the card template is not published") : new("没有这个卡片模板，或它不属于这个组织", "there is no such card template, or it is not this organisation's"),
            unpublished ? new("在卡片平台打开模板，点「发布」", "open the template in the card builder and publish it") : new("核对 reply.card_template_id；docs/cards 说明怎样自建一个", "compare reply.card_template_id; docs/cards shows how to build one"),
            $"{robot.Account.Reply.Card!.TemplateId}: {robot.Card.Make.Told}") with { Link = Consoles.Cards };
    }

    private static Finding Delivered(RobotVisit robot)
    {
        if (Absent(robot) is { } why) return why;
        return IsUndelivered(robot.Card!.Make!)
            ? Finding.Fail(new("卡片创建了，却没有送到会话里", "the card was made and did not arrive in the chat"), new("看应答里的原因；群里要有这个机器人", "its answer says why; the robot must be in the group"), robot.Card.Make!.Told)
            : Reached(robot.Card.Make!);
    }

    private static Finding Stream(RobotVisit robot)
    {
        if (Absent(robot) is { } why) return why;
        if (robot.Card!.Write is not { } first) return Finding.Skip(Skips.Earlier);
        var bad = new[] { first, robot.Card.Finish }.FirstOrDefault(step => step is { Worked: false });
        return bad switch
        {
            null => Finding.Ok(robot.Card.OutTrackId),
            _ when RobotChecks.LacksPermission(bad) => RobotChecks.Grant(robot, bad, Streaming),
            _ when IsUnknownVariable(bad) || bad.Is(DingTalkFault.QuotaExceeded) => Finding.Skip(Skips.Earlier),
            _ => Finding.Fail(new("卡片没能流式更新", "the card could not be streamed to"), new("看应答里的原因，稍后再试", "its answer says why; try again later"), bad.Told),
        };
    }

    private static Finding Variables(RobotVisit robot)
    {
        if (Absent(robot) is { } why) return why;
        if (robot.Card!.Write is not { } first) return Finding.Skip(Skips.Earlier);
        var variable = robot.Account.Reply.Card!.Content;
        if (first.Worked) return Finding.Ok(variable);
        return IsUnknownVariable(first)
            ? Finding.Fail(
                new($"模板里没有变量 {variable}，或它没有打开流式更新", $"the template has no variable {variable}, or it is not set to stream"),
                new($"在卡片平台给模板加上 markdown 变量 {variable} 并发布，或用 reply.card_fields.content 指定它的名字", $"give the template a markdown variable {variable} and publish it, or name the one it has in reply.card_fields.content"),
                first.Told) with { Link = Consoles.Cards }
            : Finding.Skip(Skips.Earlier);
    }

    /// <summary>By the configuration alone: DingTalk says nothing of a variable that a template lacks and that is not streamed.</summary>
    private static Finding Stop(RobotVisit robot) => robot.Account.Reply.Card switch
    {
        null => Finding.Skip(Skips.NoTemplate),
        { StopShown: null } template => Finding.Warn(
            new("模板没有停止按钮，大家要发 /stop 才能停下回答；卡片上会这样提示", "the template has no stop button: people stop an answer with /stop, and the card says so"),
            new("在自建模板里加上停止按钮，写明 reply.card_fields.stop_shown（docs/cards）", "build a template with one and name reply.card_fields.stop_shown (docs/cards)"), template.TemplateId) with { Link = Consoles.Cards },
        { StopShown: var variable } => Finding.Ok(new Words($"变量 {variable}；是否真的显示，请看卡片", $"variable {variable}; whether it shows, look at a card")),
    };

    private static Finding? Absent(RobotVisit robot) => robot switch
    {
        { Account.Reply.Card: null } => Finding.Skip(Skips.NoTemplate),
        { Offline: true } => Finding.Skip(Skips.Offline),
        { Card: not null } => null,
        { Token.Worked: true, Send: null } => Finding.Skip(Skips.NoCard),
        _ => Finding.Skip(Skips.Earlier),
    };

    private static Finding Reached(Step make) => make.Worked ? Finding.Ok() : Finding.Skip(Skips.Earlier);

    private static bool IsTemplate(Step step) => step.Fault is { } fault && fault.Code.Contains("template", StringComparison.OrdinalIgnoreCase);

    private static bool IsUndelivered(Step step) => step.Fault is { Code: "not_delivered" or "no_delivery" };

    private static bool IsUnknownVariable(Step step) => step.Fault?.Code == "unknownError";
}
