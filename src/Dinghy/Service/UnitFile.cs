using System.Text;

namespace Dinghy.Service;

/// <summary>What a systemd unit of a gateway is made of.</summary>
/// <param name="Program">The words that start the program, its absolute path first.</param>
/// <param name="Home">Absolute.</param>
internal sealed record UnitOrder(IReadOnlyList<string> Program, string Home)
{
    /// <summary><c>--config</c>; null: the one in the home folder.</summary>
    public string? Config { get; init; }

    /// <summary>For the whole machine; else for one person, without root.</summary>
    public bool System { get; init; }

    /// <summary>Whose rights it has; of system units only.</summary>
    public string? RunAs { get; init; }

    /// <summary>Folders beside the home that it writes into: workspaces. Never the configuration's, which may be all of /etc.</summary>
    public IReadOnlyList<string> Writes { get; init; } = [];

    /// <summary>Folders and files beside the home that it only reads: of documents.</summary>
    public IReadOnlyList<string> Reads { get; init; } = [];

    /// <summary>Its tools run in namespaces of their own (bubblewrap), which need the whole of <c>/proc</c>, and to mount.</summary>
    public bool Namespaces { get; init; }

    /// <summary><c>DOTNET_ROOT</c>, where the program needs it to start; null: it does not.</summary>
    public string? DotnetRoot { get; init; }
}

/// <summary>Writes units of systemd 247 and later (Debian 11, RHEL 9, Ubuntu 22.04).</summary>
internal static class UnitFile
{
    /// <summary>Where system gateways live, made by systemd itself.</summary>
    public const string SystemHome = "/var/lib/dinghy";

    /// <summary>Safe for what a gateway does, and without capabilities, which a person's own manager can not take away.</summary>
    private static readonly string[] s_everywhere =
    [
        "NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "RestrictSUIDSGID=yes", "RestrictRealtime=yes", "LockPersonality=yes",
        "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK", "SystemCallArchitectures=native",
        "# The runtime compiles as it goes: it writes code, then runs it.", "MemoryDenyWriteExecute=no",
    ];

    private static readonly string[] s_system =
    [
        "CapabilityBoundingSet=", "AmbientCapabilities=", "PrivateDevices=yes", "ProtectClock=yes", "ProtectControlGroups=yes", "ProtectHostname=yes",
        "ProtectKernelModules=yes",
    ];

    /// <summary>These cover parts of <c>/proc</c>, and then nobody may mount another one, as bubblewrap does.</summary>
    private static readonly string[] s_proc = ["ProtectKernelLogs=yes", "ProtectKernelTunables=yes", "ProtectProc=invisible"];

    /// <summary>What no gateway and no tool of it needs, but bubblewrap does. Refused in words, so that a program may do without.</summary>
    private static readonly string[] s_noNamespaces = ["RestrictNamespaces=yes", "SystemCallFilter=@system-service", "SystemCallErrorNumber=EPERM"];

    private static readonly string[] s_homes = ["/home", "/root", "/run/user"];

    public static string Write(UnitOrder order)
    {
        var text = new StringBuilder();
        Section(text, "Unit",
        [
            "Description=Dinghy, an AI-agent gateway for DingTalk",
            // A person's own manager knows no network target.
            .. order.System ? ["Wants=network-online.target", "After=network-online.target"] : Array.Empty<string>(),
            "# It may always try again; how soon, RestartSec says.",
            "StartLimitIntervalSec=0",
        ]);
        Section(text, "Service",
        [
            "Type=notify", "NotifyAccess=main",
            $"ExecStart={Command(order, "gateway")}",
            $"ExecReload={Command(order, "reload")}",
            .. order.RunAs is { } user ? [$"User={Plain(user)}"] : Array.Empty<string>(),
            "Restart=always", "RestartSec=2",
            "# A command line or a configuration with faults does not get better by trying again.",
            "RestartPreventExitStatus=2 3",
            "TimeoutStartSec=90", "TimeoutStopSec=20", "WatchdogSec=60",
            "# First the gateway alone, which ends its tools itself.",
            "KillMode=mixed",
            "UMask=0077",
            $"Environment={Quoted($"DOTNET_BUNDLE_EXTRACT_BASE_DIR={Path.Join(order.Home, ".net")}")}",
            .. order.DotnetRoot is { } root ? [$"Environment={Quoted($"DOTNET_ROOT={root}")}"] : Array.Empty<string>(),
            "# Keys that are not to stand in the configuration: NAME=value, one a line.",
            $"EnvironmentFile=-{Plain(Path.Join(order.Home, "gateway.env"))}",
            .. order.System && order.Home == SystemHome ? ["StateDirectory=dinghy", "StateDirectoryMode=0700"] : Array.Empty<string>(),
            .. s_everywhere,
            .. order.Namespaces ? [] : s_noNamespaces,
            $"ReadWritePaths={string.Join(' ', order.Writes.Where(folder => !IsIn(folder, order.Home)).Distinct(StringComparer.Ordinal).Select(folder => Quoted("-" + folder)).Prepend(Quoted(order.Home)))}",
            .. order.System ? s_system : [],
            .. order.System && !order.Namespaces ? s_proc : [],
            .. order.System && !NeedsHomes(order) ? ["ProtectHome=tmpfs"] : Array.Empty<string>(),
        ]);
        Section(text, "Install", [$"WantedBy={(order.System ? "multi-user.target" : "default.target")}"]);
        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>One word of a command or of a list: quoted, with specifiers and escapes made harmless.</summary>
    /// <exception cref="NotSupportedException">It has a character that no unit can hold.</exception>
    internal static string Quoted(string word) => $"\"{Plain(word).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>A value that is the rest of its line.</summary>
    private static string Plain(string value)
    {
        if (value.Any(char.IsControl)) throw new NotSupportedException($"A unit can not name this path, which has a control character: {string.Concat(value.Select(c => char.IsControl(c) ? '?' : c))}");
        return value.Replace("%", "%%", StringComparison.Ordinal);
    }

    private static string Command(UnitOrder order, string command)
    {
        List<string> arguments = [.. order.Program.Skip(1), command, "--home", order.Home, .. order.Config is { } config ? ["--config", config] : Array.Empty<string>()];
        // A dollar is a variable in arguments, never in the program's own path.
        return string.Join(' ', arguments.Select(word => Quoted(word).Replace("$", "$$", StringComparison.Ordinal)).Prepend(Quoted(order.Program[0])));
    }

    private static void Section(StringBuilder text, string name, IEnumerable<string> lines)
    {
        text.Append('[').Append(name).Append("]\n");
        foreach (var line in lines) text.Append(line).Append('\n');
        text.Append('\n');
    }

    /// <summary>Something that it starts, reads or writes lies where people live.</summary>
    private static bool NeedsHomes(UnitOrder order) =>
        order.Writes.Append(order.Home).Append(order.Config).Append(order.DotnetRoot).Concat(order.Reads).Concat(order.Program).OfType<string>().Any(path => s_homes.Any(home => IsIn(path, home)));

    internal static bool IsIn(string folder, string home) => folder == home || folder.StartsWith(home + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
