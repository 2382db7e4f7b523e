namespace Dinghy.Emulator;

/// <summary>Where DingTalk posts, as an application's pages in the console have it saved.</summary>
public sealed record HttpCallbacks
{
    /// <summary>Messages for the robot; <c>null</c>: they go by the socket only.</summary>
    public Uri? Robot { get; init; }

    /// <summary>Events; <c>null</c>: they go by the socket only.</summary>
    public Uri? Events { get; init; }

    /// <summary>Signs events.</summary>
    public string? Token { get; init; }

    /// <summary>Encrypts events, 43 characters; <c>null</c>: they go as plain JSON, with the robot's headers.</summary>
    public string? AesKey { get; init; }

    /// <summary>Without token and key.</summary>
    public override string ToString() => $"HttpCallbacks {{ Robot = {Robot}, Events = {Events}, Encrypted = {AesKey is not null} }}";
}

/// <summary>One call that was posted to the application.</summary>
/// <param name="Seq">Number, from 1.</param>
/// <param name="ClientId">The application.</param>
/// <param name="Kind"><c>robot</c>, <c>event</c> or <c>card</c>.</param>
/// <param name="Path">Where it was posted.</param>
/// <param name="Status">HTTP status; 0: no answer in time.</param>
/// <param name="Accepted">It was answered as it should be.</param>
/// <param name="Answer">The body of the answer.</param>
public sealed record CallbackRecord(long Seq, string ClientId, string Kind, string Path, int Status, bool Accepted, string Answer);
