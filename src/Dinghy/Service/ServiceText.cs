using System.Globalization;
using Dinghy.Admin;

namespace Dinghy.Service;

/// <summary><c>dinghy gateway status</c>, for people.</summary>
internal static class ServiceText
{
    public static IEnumerable<string> Lines(ServiceReport report, DateTimeOffset now)
    {
        var service = report.Service;
        yield return $"Service:  {(service.Note is not null ? "no service manager" : service.File is null ? $"not installed ({service.Unit}, {service.Scope})" : $"{service.Unit} ({service.Scope}), {service.Active ?? "unknown"}/{service.Detail ?? "unknown"}, {(service.Enabled == true ? "starts by itself" : "does not start by itself")}{(service.Restarts > 0 ? string.Create(CultureInfo.InvariantCulture, $", restarted {service.Restarts} time(s)") : "")}")}";
        if (service.File is not null) yield return $"  unit    {service.File}";
        if (service.Note is not null) yield return $"  {service.Note}";
        yield return $"Process:  {(report.Holder is { } holder ? string.Create(CultureInfo.InvariantCulture, $"{holder.ProcessId}, since {holder.Since.ToLocalTime():yyyy-MM-dd HH:mm:ss}") : "none")}{(report.Address is { } address ? $", at {address}" : "")}";
        yield return $"Config:   {report.ConfigFile}";
        yield return $"Home:     {report.Home}";
        yield return $"Logs:     {report.LogFolder}";
        yield return $"Version:  {report.Version}{(report.Gateway is { } other && other.Version != report.Version ? $" (the running one: {other.Version})" : "")}";
        if (report.Gateway is { } gateway)
        {
            yield return $"Gateway:  {(gateway.Ready ? "ready" : "NOT ready")}, model {gateway.Model}";
            foreach (var reason in gateway.NotReady) yield return $"  - {reason}";
            foreach (var channel in gateway.Channels) yield return $"Socket:   [{channel.Account}] {Socket(channel, now)}";
            yield return string.Create(CultureInfo.InvariantCulture, $"Queue:    {gateway.TurnsInWork} in work, {gateway.OpenTurns} open in the store, {gateway.WaitingReplies} replies waiting, {gateway.DeadReplies} dead letters");
        }

        foreach (var hint in report.Hints) yield return $"hint: {hint}";
    }

    private static string Socket(ChannelReport channel, DateTimeOffset now) => channel.Mode == "http"
        ? channel.Webhook is { } at ? $"listening on {at}" : "not listening"
        : string.Create(CultureInfo.InvariantCulture, $"{(channel.Connected ? "connected" : "not connected")}, last frame {(channel.LastFrameAt is { } last ? $"{Age(now - last)} ago" : "never")}, {channel.Reconnects} reconnect(s){(channel.Webhook is { } beside ? $"; listening on {beside}" : "")}");

    private static string Age(TimeSpan age) => age.TotalSeconds < 0 ? "0 s" : age switch
    {
        { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalSeconds} s"),
        { TotalMinutes: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalMinutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalHours} h"),
    };
}
