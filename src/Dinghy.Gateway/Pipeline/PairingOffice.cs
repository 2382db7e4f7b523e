using Dinghy.DingTalk;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>Pairing as the command line, the console and an owner's chat use it: decides, and tells the person when asked to.</summary>
/// <param name="desk">Decides.</param>
/// <param name="robots">By the name that approvals are kept under: the account, and who tells. Null: it is not configured.</param>
/// <param name="gate">Before every call to DingTalk.</param>
/// <param name="language">Of the person who is told.</param>
internal sealed class PairingOffice(PairingDesk desk, Func<string, (string Account, RobotApi Robot)?> robots, CallGate gate, KnownLanguage language)
{
    /// <summary>By the name that approvals are kept under, and the person: see <see cref="KeyThatLetsIn"/>.</summary>
    public Func<string, string, string?> LetsIn { get; init; } = (_, _) => null;

    /// <summary>Whoever waits; of one account, or of all.</summary>
    public IReadOnlyList<PairingRequest> Pending(string? account) => desk.Pending(account);

    /// <summary>Whoever was let in.</summary>
    public IReadOnlyList<Approval> Approved(string? account) => desk.Approved(account);

    /// <summary>See <see cref="PairingDesk.ApproveAsync"/>.</summary>
    /// <param name="codeOrPerson">The code, or the whole id of somebody who waits.</param>
    /// <param name="account">Null: whichever has it.</param>
    /// <param name="by">Who decides.</param>
    /// <param name="notify">Tell the person, by the robot's own message.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <returns>Notice: null when it was not asked for or has arrived; else why it has not.</returns>
    public async Task<(PairingAnswer Answer, string? Notice)> ApproveAsync(string codeOrPerson, string? account, string by, bool notify, CancellationToken ct)
    {
        var answer = await desk.ApproveAsync(codeOrPerson, account, by, ct);
        return (answer, notify && answer.End == PairingEnd.Done ? await TellAsync(answer, ct) : null);
    }

    public Task<PairingAnswer> DenyAsync(string codeOrPerson, string? account, string by, CancellationToken ct) => desk.DenyAsync(codeOrPerson, account, by, ct);

    public async Task<PairingAnswer> RevokeAsync(string person, string? account, string by, CancellationToken ct)
    {
        var answer = await desk.RevokeAsync(person, account, by, ct);
        return answer.End == PairingEnd.Done ? answer with { StillLetInBy = LetsIn(answer.Account, answer.Person) } : answer;
    }

    /// <summary>The key of a configuration that lets somebody write privately whatever was approved; null: none.</summary>
    /// <param name="config">As loaded.</param>
    /// <param name="account">Null: it is not configured any more.</param>
    /// <param name="person">Their whole id.</param>
    public static string? KeyThatLetsIn(DinghyConfig config, AccountConfig? account, string person) => account switch
    {
        null or { DmPolicy: AccessPolicy.Disabled } => null,
        { DmPolicy: AccessPolicy.Open } => "dm_policy",
        _ when config.Owners.Contains(person) => "owners",
        _ => account.AllowFrom.Contains(person) || account.AllowFrom.Contains("*") ? "allow_from" : null,
    };

    private async Task<string?> TellAsync(PairingAnswer answer, CancellationToken ct)
    {
        if (robots(answer.Account) is not var (account, robot)) return "the account is not configured any more";
        try
        {
            var words = new RobotText(DoorSentences.LetIn(await language.OfAsync(answer.Account, answer.Person, text: null, answer.Heard, ct)));
            await gate.RunAsync(account, DingTalkCall.RobotSend, Urgency.Usual, token => robot.SendToPersonAsync(new StaffId(answer.Person), words, token), ct);
            return null;
        }
        catch (DingTalkApiException e)
        {
            return e.Message;
        }
    }
}
