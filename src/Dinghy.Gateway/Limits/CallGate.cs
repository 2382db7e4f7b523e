namespace Dinghy.Gateway.Limits;

/// <summary>Everything the gateway asks of DingTalk passes here before it leaves: whoever calls names the account, the API and how urgent it is.</summary>
internal class CallGate
{
    /// <summary>Lets everything through at once.</summary>
    public static CallGate Open { get; } = new();

    /// <summary>Waits until the call may leave, makes it, and learns from how it ended.</summary>
    /// <param name="account">Whose allowance pays.</param>
    /// <param name="api">Which of DingTalk's APIs.</param>
    /// <param name="urgency">Who goes first when not all can go.</param>
    /// <param name="call">Begins only once it may leave: what it sends is read then, so that a frame that waited is the newest.</param>
    /// <param name="ct">Gives up waiting.</param>
    public virtual Task<T> RunAsync<T>(string account, DingTalkCall api, Urgency urgency, Func<CancellationToken, Task<T>> call, CancellationToken ct) => call(ct);

    /// <summary>How lavish this account's cards may be now.</summary>
    public virtual CardPace PaceOf(string account) => CardPace.Smooth;
}

/// <summary>DingTalk counts each for itself: so many calls a second, and some of them against the month.</summary>
internal enum DingTalkCall { Webhook, RobotSend, CardCreate, CardStream, CardUpdate, MediaUpload, MediaDownload, Reaction, Recall, Contacts, Workflow, ReadStatus, WorkNotice }

/// <summary>Final: a person waits for the end of an answer. Usual: a message. Cosmetic: what may be late or left out.</summary>
internal enum Urgency { Final, Usual, Cosmetic }

/// <summary>Smooth: a frame whenever there is something new. Slow: few frames. None: no card, one message.</summary>
internal enum CardPace { Smooth, Slow, None }
