using System.Diagnostics;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Policy;

namespace Dinghy.Bench;

/// <summary>What it costs to judge a message: 10,000 allowed ids, 1,000 groups with rules of their own, half of the senders strangers.</summary>
internal static class PolicyBench
{
    private const int Ids = 10_000;
    private const int Groups = 1_000;
    private const int Messages = 4_096;
    private const int Rounds = 7;
    private const int OpsOfRound = 2_000_000;

    public static int Run()
    {
        var account = Account();
        var messages = Enumerable.Range(0, Messages).Select(i => Message(account, i, new Random(i))).ToArray();
        var standing = new Standing(SaidThisMinute: 3, SaidToday: 40);
        var times = new double[Rounds];
        var accepted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < OpsOfRound; i++)
                if (PolicyGate.Check(messages[i % Messages], standing).IsYes) accepted++;
            times[round] = Stopwatch.GetElapsedTime(began).TotalNanoseconds / OpsOfRound;
        }

        Array.Sort(times);
        Console.WriteLine($"policy: {times[Rounds / 2]:0} ns a message (median of {Rounds} rounds, best {times[0]:0}), {Ids} ids, {Groups} groups, {100.0 * accepted / Rounds / OpsOfRound:0} % let in");
        return 0;
    }

    private static AccountConfig Account()
    {
        var ids = Enumerable.Range(0, Ids).Select(i => $"0123456789{i:00000}").ToHashSet(StringComparer.Ordinal);
        return new AccountConfig
        {
            ClientId = "bench", ClientSecret = new Secret("bench"), RobotCode = "bench", BotName = "Bench",
            DmPolicy = AccessPolicy.Pairing, AllowFrom = ids,
            GroupPolicy = AccessPolicy.Allowlist, GroupAllowFrom = ids,
            GroupTrigger = new() { MentionOnly = false, Prefixes = ["/ai ", "小舟，"] },
            Groups = Enumerable.Range(0, Groups).ToDictionary(i => Cid(i), _ => new GroupConfig { AllowFrom = ids, Policy = AccessPolicy.Allowlist }, StringComparer.Ordinal),
            PersonLimits = new() { PerMinute = 10, PerDay = 500 },
        };
    }

    private static Inbound Message(AccountConfig account, int number, Random chance)
    {
        var group = chance.Next(2) == 0;
        var message = new RobotMessage
        {
            Id = new MessageId($"msg{number}"),
            Conversation = new ConversationId(Cid(chance.Next(Groups * 2))),
            Kind = group ? ConversationKind.Group : ConversationKind.Private,
            IsInAtList = group && chance.Next(2) == 0,
            SenderId = $"$:LWCP_v1:${number}",
            Sender = new StaffId($"0123456789{chance.Next(Ids * 2):00000}"),
            SenderCorpId = "corp", ChatbotCorpId = "corp", ChatbotUserId = "$:bot",
            MessageType = "text", Content = new TextContent("/ai what stands in the report of last week?"),
            Webhook = new SessionWebhook(new Uri("https://oapi.dingtalk.com/robot/sendBySession?session=bench"), DateTimeOffset.MaxValue),
        };
        return new Inbound(account, message, "", DateTimeOffset.UnixEpoch);
    }

    private static string Cid(int number) => $"cidBench{number:0000}==";
}
