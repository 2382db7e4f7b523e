using Dinghy.Emulator;

namespace Dinghy.Bench.Driver;

/// <summary>The answers from now on. Each message is to be answered once: a second answer ends the bench.</summary>
/// <param name="world">Where they arrive.</param>
/// <param name="after">The last reply that is none of them.</param>
internal sealed class Replies(DingTalkWorld world, long after)
{
    private HashSet<string> _open = [];
    private long _seen = after;

    /// <summary>The last reply seen.</summary>
    public long Last => _seen;

    public int Missing => _open.Count;

    /// <returns>The emulator's timestamp of the last arrival.</returns>
    public async Task<long> AllAsync(IEnumerable<string> messageIds, CancellationToken ct)
    {
        _open = messageIds.ToHashSet(StringComparer.Ordinal);
        var last = 0L;
        while (_open.Count > 0)
        {
            foreach (var reply in await world.WaitForBotMessagesAfterAsync(_seen, ct))
            {
                if (reply.InReplyTo is not { } id || !_open.Remove(id)) throw new BenchException($"An answer to {reply.InReplyTo ?? "nothing"} came twice or unasked.");
                (last, _seen) = (reply.ArrivedAt, reply.Seq);
            }
        }

        return last;
    }
}
