namespace Dinghy.Gateway.Doctor;

internal enum Health { Ok, Warn, Fail, Skipped }

/// <summary>What one check came to. No secret is in it.</summary>
/// <param name="Health">Skipped: what it needs was not there, or another check has the cause.</param>
internal sealed record Finding(Health Health)
{
    /// <summary>Why it is not well; of a skipped one, why it was not looked at.</summary>
    public Words? Cause { get; init; }

    /// <summary>What was seen: figures, codes, request ids.</summary>
    public Words? Proof { get; init; }

    public Words? Next { get; init; }

    /// <summary>Where to do it.</summary>
    public Uri? Link { get; init; }

    public static Finding Ok(Words? proof = null) => new(Health.Ok) { Proof = proof };

    public static Finding Ok(string proof) => Ok(Words.Same(proof));

    public static Finding Warn(Words cause, Words next, string? proof = null) => new(Health.Warn) { Cause = cause, Next = next, Proof = proof is null ? null : Words.Same(proof) };

    public static Finding Fail(Words cause, Words next, string? proof = null) => new(Health.Fail) { Cause = cause, Next = next, Proof = proof is null ? null : Words.Same(proof) };

    public static Finding Skip(Words why) => new(Health.Skipped) { Cause = why };
}

/// <summary>One thing that has to be well, judged by what was seen. Pure: whoever adds one adds it to the list of its kind.</summary>
/// <param name="Id">Stable, for scripts: <c>dingtalk.clock</c>.</param>
/// <param name="Proves">What holds when it is well.</param>
/// <param name="Judge">From what was seen to the finding.</param>
internal sealed record Check<T>(string Id, Words Proves, Func<T, Finding> Judge);

/// <param name="Id">Of the check.</param>
/// <param name="Account">Whose robot; null: not a robot's matter.</param>
/// <param name="Proves">Of the check.</param>
/// <param name="Finding">What it came to.</param>
internal sealed record Diagnosis(string Id, string? Account, Words Proves, Finding Finding);
