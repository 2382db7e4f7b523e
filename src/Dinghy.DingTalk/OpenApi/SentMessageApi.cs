using System.Text.Json;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.DingTalk.OpenApi;

/// <summary>What becomes of messages that the robot sent, by their receipts: taking them back, and who has read them.</summary>
public sealed class SentMessageApi(DingTalkApp app, DingTalkEndpoints endpoints, AccessTokenProvider tokens, HttpClient http, TimeProvider time, ILogger? logger = null)
{
    /// <summary>DingTalk's limit on receipts per recall.</summary>
    public const int MaxReceipts = 20;

    /// <summary>DingTalk's limit on readers per page.</summary>
    public const int MaxReaders = 200;

    private readonly TokenCaller _caller = new(endpoints, tokens, http, time, logger);
    private readonly ILogger _logger = logger ?? NullLogger.Instance;

    /// <summary>Each call's deadline.</summary>
    /// <value>10 s.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Takes back messages sent to people, within 24 hours of sending.</summary>
    /// <param name="receipts">One to <see cref="MaxReceipts"/>.</param>
    /// <exception cref="DingTalkApiException">The call failed; a single message that can not be taken back is told in the result.</exception>
    public Task<RecallResult> RecallFromPeopleAsync(IReadOnlyList<RobotReceipt> receipts, CancellationToken ct) =>
        RecallAsync("/v1.0/robot/otoMessages/batchRecall", chat: null, receipts, ct);

    /// <inheritdoc cref="RecallFromPeopleAsync"/>
    /// <summary>Takes back messages sent to a group.</summary>
    public Task<RecallResult> RecallFromGroupAsync(ConversationId chat, IReadOnlyList<RobotReceipt> receipts, CancellationToken ct) =>
        RecallAsync("/v1.0/robot/groupMessages/recall", chat.Value, receipts, ct);

    /// <summary>A message sent to people: its state, and who has read it.</summary>
    /// <exception cref="DingTalkApiException">No answer.</exception>
    public async Task<ReadStatus> GetReadStatusAsync(RobotReceipt receipt, CancellationToken ct)
    {
        var query = $"robotCode={Uri.EscapeDataString(app.RobotCode)}&processQueryKey={Uri.EscapeDataString(receipt.ProcessQueryKey)}";
        var answer = await _caller.GetAsync("/v1.0/robot/oToMessages/readStatus?" + query, RequestTimeout, ct);
        var readers = answer.Items("messageReadInfoList").Take(MaxReaders)
            .Where(item => item.Filled("readStatus") == "READ").Select(item => item.Filled("userId")).OfType<string>();
        return new(State(answer), [.. readers.Select(id => new StaffId(id))], NextToken: null);
    }

    /// <summary>A message sent to a group: its state, and a page of those who have read it.</summary>
    /// <param name="nextToken">From the page before; null for the first.</param>
    /// <exception cref="DingTalkApiException">No answer.</exception>
    public async Task<ReadStatus> GetGroupReadStatusAsync(ConversationId chat, RobotReceipt receipt, string? nextToken, CancellationToken ct)
    {
        var body = new GroupReadQuery(chat.Value, app.RobotCode, receipt.ProcessQueryKey, MaxReaders, nextToken);
        var answer = await _caller.PostAsync("/v1.0/robot/groupMessages/query", JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Compact.GroupReadQuery), RequestTimeout, ct);
        var readers = answer.Items("readUserIds").Take(MaxReaders).Select(item => item.AsText()).OfType<string>();
        return new(State(answer), [.. readers.Select(id => new StaffId(id))], answer.Flag("hasMore") ? answer.Filled("nextToken") : null);
    }

    private async Task<RecallResult> RecallAsync(string path, string? chat, IReadOnlyList<RobotReceipt> receipts, CancellationToken ct)
    {
        if (receipts.Count is 0 or > MaxReceipts)
            throw new DingTalkApiException(DingTalkFault.Invalid, "invalidParameter.processQueryKeys.overMax", $"a recall takes 1 to {MaxReceipts} messages, not {receipts.Count}; not sent");
        var body = new Recall(app.RobotCode, chat, [.. receipts.Select(receipt => receipt.ProcessQueryKey)]);
        var answer = await _caller.PostAsync(path, JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Compact.Recall), RequestTimeout, ct);
        var result = new RecallResult([.. answer.Items("successResult").Select(item => item.AsText()).OfType<string>().Take(MaxReceipts)], Failed(answer));
        _logger.RecallAnswered(result.Recalled.Count, receipts.Count);
        return result;
    }

    private static Dictionary<string, string> Failed(JsonElement answer)
    {
        var failed = new Dictionary<string, string>(StringComparer.Ordinal);
        if (answer.Object("failedResult") is not { } reasons) return failed;
        foreach (var member in reasons.EnumerateObject().Take(MaxReceipts)) failed[member.Name] = member.Value.AsText() ?? "";
        return failed;
    }

    private static SendState State(JsonElement answer) => answer.Filled("sendStatus") switch
    {
        "SUCCESS" => SendState.Sent,
        "PROCESSING" => SendState.Processing,
        "RECALLED" => SendState.Recalled,
        _ => SendState.Unknown,
    };
}
