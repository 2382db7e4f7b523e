namespace Dinghy.Emulator;

/// <summary>How a push stands.</summary>
public enum PushState
{
    /// <summary>Waiting for an acknowledgement or for its redelivery.</summary>
    Pending,

    /// <summary>Acknowledged with success, in time.</summary>
    Acked,

    /// <summary>Given up; the last answer refused it.</summary>
    Failed,

    /// <summary>Given up; nobody answered in time, or nobody was connected.</summary>
    Expired,
}

/// <summary>One message on its way to the robot, over all its deliveries.</summary>
/// <param name="Seq">Number of the push, from 1.</param>
/// <param name="MsgId">Business id, equal in all deliveries; empty when the data has none.</param>
/// <param name="ClientId">The robot's application.</param>
/// <param name="Type">Frame type.</param>
/// <param name="Topic">Frame topic.</param>
/// <param name="State">How it stands.</param>
/// <param name="FrameIds">The <c>messageId</c> header of every delivery.</param>
/// <param name="ConnectionIds">The connection of every delivery.</param>
/// <param name="AckCode">Code of the last acknowledgement, late ones included.</param>
/// <param name="AckData">Data of the last acknowledgement.</param>
/// <param name="AckLatency">From delivery to the last acknowledgement.</param>
/// <param name="Acks">How many acknowledgements came, repeated and late ones included.</param>
/// <param name="PushedAt">Timestamp of the first delivery.</param>
public sealed record PushRecord(long Seq, string MsgId, string ClientId, string Type, string Topic, PushState State,
    IReadOnlyList<string> FrameIds, IReadOnlyList<string> ConnectionIds, int? AckCode, string? AckData, TimeSpan? AckLatency, int Acks, long PushedAt)
{
    /// <summary>How many frames went out.</summary>
    public int Deliveries => FrameIds.Count;
}

/// <summary>A live socket.</summary>
/// <param name="Id">The frames' connectionId.</param>
/// <param name="ClientId">Its application.</param>
/// <param name="Since">When the handshake ended.</param>
/// <param name="UserAgent">The <c>ua</c> of <c>connections/open</c>.</param>
/// <param name="Subscriptions">As <c>TYPE topic</c>.</param>
/// <param name="Leaving">It got the disconnect frame.</param>
/// <param name="Silent">A fault switch made it half-open.</param>
public sealed record ConnectionInfo(string Id, string ClientId, DateTimeOffset Since, string? UserAgent, IReadOnlyList<string> Subscriptions, bool Leaving, bool Silent);

/// <summary>One call of an API, as answered.</summary>
/// <param name="Seq">Number, from 1.</param>
/// <param name="At">When the answer was ready.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path without the query.</param>
/// <param name="Status">HTTP status; 0 when the connection was reset instead.</param>
/// <param name="Code">DingTalk's code: <c>ok</c>, an errcode, or the new API's code.</param>
public sealed record RequestRecord(long Seq, DateTimeOffset At, string Method, string Path, int Status, string Code);
