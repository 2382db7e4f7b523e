namespace Dinghy.Gateway.Configuration;

/// <summary>What follows when somebody asks for a human.</summary>
internal enum HumanCall
{
    /// <summary>Owners are told; the robot goes on answering.</summary>
    Tell,

    /// <summary>And in private it says no more until a person has answered, or the pause ends.</summary>
    PausePrivate,

    /// <summary>In groups too.</summary>
    Pause,
}

/// <summary>A person answers in the robot's place.</summary>
internal sealed record TakeoverConfig
{
    /// <summary>After which the robot answers again by itself; anew with everything that the person says.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMinutes(30);

    public HumanCall Human { get; init; }

    public static TakeoverConfig Read(NodeReader takeover) => new()
    {
        Pause = takeover.Duration("pause") ?? new TakeoverConfig().Pause,
        Human = takeover.Choice("human") switch
        {
            "pause" => HumanCall.Pause,
            "pause_private" => HumanCall.PausePrivate,
            _ => HumanCall.Tell,
        },
    };
}
