using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>
/// Makes a conversation one that every host takes: a crash or a cut between a tool's call and its result would else fail every later
/// request. Each call is followed by its results, each result has its call, and a model that sees no pictures is sent none.
/// </summary>
internal static class HistoryRepair
{
    /// <summary>What a model reads for a result that was never kept.</summary>
    public const string NoResult = "No result was kept: the call was interrupted. It may have had its effect.";

    /// <summary>In place of a picture, for a model without eyes.</summary>
    public const string NoPicture = "[A picture stands here; this model is shown no pictures.]";

    /// <returns>The same messages where nothing was wrong with them.</returns>
    public static IReadOnlyList<ChatMessage> Of(IEnumerable<ChatMessage> messages, bool sees)
    {
        var list = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var blind = !sees && list.Any(message => message.Contents.Any(IsPicture));
        if (!blind && IsWhole(list)) return list;
        var repaired = new List<ChatMessage>(list.Count + 2);
        var used = new HashSet<FunctionResultContent>(ReferenceEqualityComparer.Instance);
        for (var at = 0; at < list.Count; at++)
        {
            var message = list[at];
            if (message.Role == ChatRole.Tool) continue;
            repaired.Add(blind ? WithoutPictures(message) : message);
            var calls = message.Contents.OfType<FunctionCallContent>().ToList();
            if (calls.Count > 0) repaired.Add(new ChatMessage(ChatRole.Tool, [.. calls.Select(call => ResultOf(call, list, at, used))]));
        }

        return repaired;
    }

    private static bool IsWhole(IReadOnlyList<ChatMessage> messages)
    {
        for (var at = 0; at < messages.Count; at++)
        {
            var calls = messages[at].Contents.OfType<FunctionCallContent>().Select(call => call.CallId).ToList();
            if (calls.Count == 0)
            {
                if (messages[at].Role == ChatRole.Tool) return false;
                continue;
            }

            if (at + 1 == messages.Count || messages[at + 1].Role != ChatRole.Tool) return false;
            var results = messages[at + 1].Contents.OfType<FunctionResultContent>().Select(result => result.CallId).ToList();
            if (results.Count != messages[at + 1].Contents.Count || !results.Order(StringComparer.Ordinal).SequenceEqual(calls.Order(StringComparer.Ordinal), StringComparer.Ordinal)) return false;
            at++;
        }

        return true;
    }

    /// <summary>The first that is left of this id after the call; hosts use ids anew, so an earlier one is not meant.</summary>
    private static FunctionResultContent ResultOf(FunctionCallContent call, IReadOnlyList<ChatMessage> list, int at, HashSet<FunctionResultContent> used)
    {
        foreach (var result in list.Skip(at + 1).Where(message => message.Role == ChatRole.Tool).SelectMany(message => message.Contents.OfType<FunctionResultContent>()))
            if (result.CallId == call.CallId && used.Add(result)) return result;
        return new FunctionResultContent(call.CallId, NoResult);
    }

    private static bool IsPicture(AIContent content) => content is DataContent data && data.HasTopLevelMediaType("image");

    private static ChatMessage WithoutPictures(ChatMessage message) => !message.Contents.Any(IsPicture) ? message
        : new ChatMessage(message.Role, [.. message.Contents.Select(content => IsPicture(content) ? new TextContent(NoPicture) : content)]);
}
