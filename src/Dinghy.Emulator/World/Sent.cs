namespace Dinghy.Emulator;

/// <summary>A robot's OpenAPI message or card, as recall and read status know it.</summary>
/// <param name="ProcessQueryKey">Of a card: the carrierId.</param>
/// <param name="ConversationId">The group; <c>null</c> when it went to people.</param>
/// <param name="StaffIds">Who got it.</param>
/// <param name="Readers">Who has read it.</param>
/// <param name="Recalled">It was taken back.</param>
/// <param name="At">When it was sent.</param>
public sealed record SentRecord(string ProcessQueryKey, string? ConversationId, IReadOnlyList<string> StaffIds, IReadOnlyList<string> Readers, bool Recalled, DateTimeOffset At);

/// <summary>The same, while it changes.</summary>
internal sealed class SentBatch(string key, EmulatedApp app, string? groupId, IReadOnlyList<string> staffIds, DateTimeOffset at)
{
    private readonly Lock _gate = new();
    private readonly List<string> _readers = [];
    private bool _recalled;

    public EmulatedApp App => app;
    public string? GroupId => groupId;
    public DateTimeOffset At => at;

    public SentRecord Record { get { lock (_gate) return new SentRecord(key, groupId, staffIds, [.. _readers], _recalled, at); } }

    /// <summary>False when this person had read it before.</summary>
    public bool Read(string staffId)
    {
        lock (_gate)
        {
            if (_readers.Contains(staffId, StringComparer.Ordinal)) return false;
            _readers.Add(staffId);
            return true;
        }
    }

    /// <summary>False when it was taken back before.</summary>
    public bool Recall()
    {
        lock (_gate)
        {
            if (_recalled) return false;
            return _recalled = true;
        }
    }
}

/// <summary>A robot's reaction to a person's message, given or taken back.</summary>
/// <param name="Seq">Number, from 1.</param>
/// <param name="ClientId">The robot's application.</param>
/// <param name="ConversationId">Where.</param>
/// <param name="MsgId">The message reacted to.</param>
/// <param name="Name">The reaction.</param>
/// <param name="Given">False: taken back.</param>
/// <param name="At">Wall clock.</param>
public sealed record ReactionRecord(long Seq, string ClientId, string ConversationId, string MsgId, string Name, bool Given, DateTimeOffset At);
