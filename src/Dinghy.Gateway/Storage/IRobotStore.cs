namespace Dinghy.Gateway.Storage;

/// <summary>Which robots the accounts were; a row a robot, organisation and name.</summary>
internal interface IRobotStore
{
    /// <summary>By robot, organisation and name.</summary>
    Task<IReadOnlyList<KnownRobot>> ReadRobotsAsync(CancellationToken ct);

    /// <summary>Finds or makes the row of a robot, by <see cref="KnownRobot.Of"/>, in one commit.</summary>
    Task<KnownRobot> MeetRobotAsync(string robot, string corp, string account, CancellationToken ct);

    /// <summary>A robot has another name in the configuration.</summary>
    /// <param name="robot">Its client id.</param>
    /// <param name="before">Its earlier name.</param>
    /// <param name="account">Its name now.</param>
    /// <param name="last">No account has the earlier name any more: what an operator had set up for that is due under the new one.</param>
    /// <param name="ct">Gives up waiting.</param>
    Task RenameRobotAsync(string robot, string before, string account, bool last, CancellationToken ct);
}
