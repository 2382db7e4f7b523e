using System.Globalization;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Doctor;

/// <summary>Gateways of other homes that run on this machine, by the lock each of them holds. On Linux, and only those whose files we may look at.</summary>
internal static class RivalHomes
{
    private const string Lock = "/gateway.lock";

    /// <param name="home">Ours, which is none of them.</param>
    /// <param name="processes">Where the system shows them.</param>
    public static IReadOnlyList<Rival> Running(string home, string processes = "/proc")
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists(processes)) return [];
        var own = Path.GetFullPath(home);
        return
        [
            .. from folder in Entries(processes)
               let id = int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0
               where id > 0
               from file in Entries(Path.Combine(folder, "fd"))
               let open = TargetOf(file)
               where open is not null && open.EndsWith(Lock, StringComparison.Ordinal)
               let other = open[..^Lock.Length]
               where other != own
               select new Rival(id, other),
        ];
    }

    /// <summary>Those of them whose configuration names this robot. What another process has from its variables is not seen.</summary>
    public static IReadOnlyList<Rival> Of(AccountConfig account, IReadOnlyList<Rival> running) => [.. running.Where(rival =>
        ConfigLoader.Load(new ConfigSource { Home = rival.Home, Environment = _ => null, VariableNames = [] }).Readable?.Accounts
            .Any(other => other.ClientId == account.ClientId && other.Endpoints.Api == account.Endpoints.Api && other.Mode != ReceiveMode.Http) == true)];

    private static string[] Entries(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string? TargetOf(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
