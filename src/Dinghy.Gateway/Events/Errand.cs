using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Workflow;
using Dinghy.Gateway.Inbox;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Events;

/// <summary>
/// A turn that an event brought: no person said it, and nobody waits for its answer. Its message id says all that a restart must know of it; the same
/// event, or the same step of an approval, is the same message, whatever crashed between.
/// </summary>
internal abstract record Errand
{
    private const string EventPrefix = MadeIds.Event;
    private const string ApprovalPrefix = MadeIds.Workflow;

    /// <summary>An agent hears of an event.</summary>
    /// <param name="Agent">Who.</param>
    internal sealed record OfEvent(string Agent) : Errand;

    /// <summary>A step of an approval is summarised to its approver.</summary>
    internal sealed record OfApproval(ProcessInstanceId Instance, long Task) : Errand;

    /// <summary>Null: a person's message, or a schedule's.</summary>
    public static Errand? Of(MessageId id)
    {
        var parts = id.Value.Split(':', 3);
        if (parts.Length < 3) return null;
        if (id.Value.StartsWith(EventPrefix, StringComparison.Ordinal)) return new OfEvent(parts[2]);
        return id.Value.StartsWith(ApprovalPrefix, StringComparison.Ordinal) && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var task)
            ? new OfApproval(new(parts[2]), task)
            : null;
    }

    public static string EventId(string eventId, string agent) => $"{EventPrefix}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(eventId)).AsSpan(0, 16))}:{agent}";

    public static string ApprovalId(ProcessInstanceId instance, long task) => string.Create(CultureInfo.InvariantCulture, $"{ApprovalPrefix}{task}:{instance.Value}");

    /// <summary>The errand as a message in the inbox.</summary>
    /// <param name="id">See <see cref="EventId"/> and <see cref="ApprovalId"/>.</param>
    /// <param name="to">A staff id, or a group's openConversationId.</param>
    /// <param name="text">What the agent reads.</param>
    /// <param name="corp">Whose organisation it is; null: not known.</param>
    /// <param name="now">When.</param>
    public static string Payload(string id, string to, string text, string? corp, DateTimeOffset now)
    {
        var group = to.StartsWith("cid", StringComparison.Ordinal);
        return JsonSerializer.Serialize(
            new MadeMessage
            {
                MsgId = id,
                ConversationId = group ? to : $"dm:{to}",
                ConversationType = group ? "2" : "1",
                SenderId = group ? "event" : null,
                SenderStaffId = group ? null : to,
                SenderNick = "",
                SenderCorpId = group ? null : corp,
                ChatbotCorpId = corp,
                IsInAtList = group,
                CreateAt = now.ToUnixTimeMilliseconds(),
                Msgtype = "text",
                Text = new MadeText(text),
            },
            MadeJson.Default.MadeMessage);
    }
}
