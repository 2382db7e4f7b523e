namespace Dinghy.Gateway.Conversations;

/// <summary>Ways past each other in one conversation; order holds within each.</summary>
internal enum Lane
{
    /// <summary>Questions, and commands that change what the next question meets.</summary>
    Queue,

    /// <summary>Commands that only look.</summary>
    Beside,

    /// <summary>Questions that need not wait.</summary>
    Aside,

    /// <summary>What is due and stands for itself.</summary>
    Scheduled,

    /// <summary>Ends what is before it; waits for nothing.</summary>
    Stop,
}
