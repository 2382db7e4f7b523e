using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Migration;

/// <summary>Everything that moving in would do; nothing of it is done yet.</summary>
internal sealed record MigrationPlan
{
    public required Installation From { get; init; }

    /// <summary>Ours, absolute.</summary>
    public required string ConfigFile { get; init; }

    public required string ConfigText { get; init; }

    public IReadOnlyList<FileCopy> Files { get; init; } = [];

    public IReadOnlyList<CarriedSession> Sessions { get; init; } = [];

    /// <summary>What was done there at times.</summary>
    public IReadOnlyList<Schedule> Schedules { get; init; } = [];

    /// <summary>People who were let in there.</summary>
    public IReadOnlyList<Approval> Approvals { get; init; } = [];

    /// <summary>Of the new configuration, as far as it can be read.</summary>
    public IReadOnlyList<AccountConfig> Accounts { get; init; } = [];

    /// <summary>The new configuration connects one, or has faults that hide it.</summary>
    public bool HasRobot { get; init; } = true;

    /// <summary>What is carried, a line each.</summary>
    public IReadOnlyList<string> Carried { get; init; } = [];

    /// <summary>What is not, and why, a line each.</summary>
    public IReadOnlyList<string> Left { get; init; } = [];

    /// <summary>Of the new configuration, read as the gateway would.</summary>
    public IReadOnlyList<ConfigFault> Faults { get; init; } = [];
}
