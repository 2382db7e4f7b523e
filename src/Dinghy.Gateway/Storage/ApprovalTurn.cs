using System.Globalization;
using Dinghy.DingTalk.Messages;

namespace Dinghy.Gateway.Storage;

/// <summary>A turn that no person said and that is about a call which needs a yes: the question in an approver's chat, or the end of it where the call was made. Ids of DingTalk's hold no colon.</summary>
/// <param name="Approval">Its id.</param>
/// <param name="IsQuestion">Else it is the end.</param>
internal readonly record struct ApprovalTurn(long Approval, bool IsQuestion)
{
    private const string Prefix = MadeIds.Approval;
    private const string Question = ":ask:";
    /// <summary>Of the id of an end.</summary>
    public const string Ending = ":end";

    public static string QuestionId(long approval, string approver) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{approval}{Question}{approver}");

    public static string EndId(long approval) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{approval}{Ending}");

    /// <summary>Null: it is another turn.</summary>
    public static ApprovalTurn? Of(MessageId id)
    {
        if (!id.Value.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var rest = id.Value.AsSpan(Prefix.Length);
        var end = rest.IndexOf(':');
        return end > 0 && long.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var approval) ? new(approval, rest[end..].StartsWith(Question)) : null;
    }
}
