using Dinghy.DingTalk;

namespace Dinghy.Gateway.Outbox;

/// <summary>What is known of one attempt.</summary>
/// <param name="Kind">Arrived, refused or unknown.</param>
/// <param name="Receipt">DingTalk's id of the message, where the road gives one.</param>
/// <param name="Error">DingTalk's code; null when it arrived, or whom of several people it did not reach.</param>
/// <param name="Hopeless">Repeating on this road can not help.</param>
/// <param name="Wait">How long DingTalk asks to wait.</param>
internal sealed record SendResult(SendKind Kind, string? Receipt, string? Error, bool Hopeless = false, TimeSpan? Wait = null)
{
    public static SendResult Delivered(string? receipt) => new(SendKind.Delivered, receipt, null);

    /// <summary>The receipt never came: the message may have arrived or not.</summary>
    public static SendResult Doubt(string error) => new(SendKind.InDoubt, null, error);

    public static SendResult Of(DingTalkApiException e) => e.Certain
        ? new(SendKind.Refused, null, Named(e), IsHopeless(e.Fault), e.RetryAfter)
        : Doubt(e.Code);

    /// <summary>With the permission to grant, where DingTalk names it.</summary>
    private static string Named(DingTalkApiException e) =>
        e.RequiredScopes.Count == 0 ? e.Code : $"{e.Code}: grant {string.Join(", ", e.RequiredScopes)}";

    private static bool IsHopeless(DingTalkFault fault) =>
        fault is DingTalkFault.WebhookExpired or DingTalkFault.Invalid or DingTalkFault.Refused or DingTalkFault.NotFound;
}

internal enum SendKind { Delivered, Refused, InDoubt }
