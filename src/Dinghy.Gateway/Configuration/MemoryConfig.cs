namespace Dinghy.Gateway.Configuration;

/// <summary>Who hears what the workspace's personal files say: <c>USER.md</c>, <c>MEMORY.md</c> and the daily notes.</summary>
internal enum MemoryFiles
{
    /// <summary>No file of the workspace is read, those that describe the agent neither.</summary>
    Off,

    /// <summary>Owners, in private; everybody's request holds what describes the agent.</summary>
    Owners,

    /// <summary>Everybody: for an agent with one person, or with files that hold nothing private.</summary>
    Everyone,
}

internal sealed record MemoryConfig
{
    public MemoryFiles Files { get; init; } = MemoryFiles.Owners;

    /// <summary>Agents may remember what they are told; what was remembered before is not read while this is off.</summary>
    public bool Facts { get; init; } = true;

    public static MemoryConfig Read(NodeReader memory) => new()
    {
        Files = memory.Choice("files") switch
        {
            "off" => MemoryFiles.Off,
            "everyone" => MemoryFiles.Everyone,
            _ => MemoryFiles.Owners,
        },
        Facts = memory.Flag("facts") ?? true,
    };
}
