namespace Dinghy.DingTalk.Stream;

/// <summary>Why the current socket needs a successor.</summary>
internal enum Replace
{
    /// <summary>It is gone.</summary>
    Lost,

    /// <summary>DingTalk said it will close it.</summary>
    Leaving,

    /// <summary>Nothing came for too long. It may be fine.</summary>
    Silent,

    /// <summary>The machine slept, or its clock was set.</summary>
    ClockJumped,
}
