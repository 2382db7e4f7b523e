using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Access;

/// <summary>Which refusals are told, and how often: each kind once an hour a person and robot, of so many people; a restart may tell once more.</summary>
internal sealed class Refusals(TimeProvider time)
{
    private const int MaxPeople = 10_000;

    /// <summary>All reasons that are answered by one sentence.</summary>
    private const string NotAllowed = Reasons.NotAllowed;

    private static readonly TimeSpan s_every = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Robot, string Person, string Kind), DateTimeOffset> _told = [];

    /// <summary>True: tell them now; it counts as told.</summary>
    public bool MayTell(Inbound inbound, string reason)
    {
        var message = inbound.Message;
        // What was said in a group but not to the robot is nobody's question.
        if (message.Kind == ConversationKind.Group && !message.IsInAtList) return false;
        // Who was told to wait a minute does not know yet that it is tomorrow; and who found no room to wait has been told nothing at all.
        var own = reason is Reasons.TooFast or Reasons.DailyLimit or Reasons.NotPaired;
        if (!own && !(inbound.Account.RefusalText.Said && IsAboutThePerson(reason))) return false;
        var (key, now) = ((inbound.Keep, PersonKey.Of(message), own ? reason : NotAllowed), time.GetUtcNow());
        lock (_gate)
        {
            if (_told.TryGetValue(key, out var last) && now - last < s_every) return false;
            if (_told.Count >= MaxPeople) Forget(now);
            _told[key] = now;
            return true;
        }
    }

    private static bool IsAboutThePerson(string reason) =>
        reason is Reasons.NotAllowed or Reasons.External or Reasons.NoStaffId or Reasons.DirectDisabled or Reasons.GroupDisabled;

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, at) in _told.ToList())
            if (now - at >= s_every) _told.Remove(key);
        if (_told.Count >= MaxPeople) _told.Clear();
    }
}
