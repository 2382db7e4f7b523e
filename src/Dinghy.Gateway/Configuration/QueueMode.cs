namespace Dinghy.Gateway.Configuration;

/// <summary>What becomes of a question that comes while another of its conversation is answered.</summary>
internal enum QueueMode
{
    /// <summary>It waits, and is answered next.</summary>
    Followup,

    /// <summary>It is given to the answer that is being made, where that uses tools; else it waits.</summary>
    Steer,

    /// <summary>What waits is answered together.</summary>
    Collect,

    /// <summary>It takes the place of the one that is being answered.</summary>
    Interrupt,
}

internal static class QueueModes
{
    public static string ToWire(this QueueMode mode) => mode switch
    {
        QueueMode.Steer => "steer",
        QueueMode.Collect => "collect",
        QueueMode.Interrupt => "interrupt",
        _ => "followup",
    };

    /// <summary>Null: none of them.</summary>
    public static QueueMode? Parse(string? wire) => wire switch
    {
        "followup" => QueueMode.Followup,
        "steer" => QueueMode.Steer,
        "collect" => QueueMode.Collect,
        "interrupt" => QueueMode.Interrupt,
        _ => null,
    };
}
