using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Dinghy.Architecture.Tests;

/// <summary>Operators search by event id: each is used once, and tells the room by its range.</summary>
public sealed partial class LogTests
{
    private static readonly (string Namespace, int From, int To)[] s_ranges =
    [
        ("Dinghy.DingTalk", 1000, 1999),
        ("Dinghy.Gateway.Inbox", 2000, 2099),
        ("Dinghy.Gateway.Agents", 2100, 2199),
        ("Dinghy.Gateway.Outbox", 2200, 2299),
        ("Dinghy.Gateway.Pipeline", 2300, 2399),
        ("Dinghy.Gateway.Models", 2400, 2499),
        ("Dinghy.Gateway.Replies", 2500, 2599),
        ("Dinghy.Gateway.Attachments", 2600, 2699),
        ("Dinghy.Gateway.Limits", 2700, 2799),
        ("Dinghy.Gateway.Configuration", 2800, 2899),
        ("Dinghy.Gateway.Access", 2900, 2949),
        ("Dinghy.Gateway.Routing", 3000, 3049),
        ("Dinghy.Gateway.Commands", 3050, 3099),
        ("Dinghy.Gateway.Tools", 3100, 3199),
        ("Dinghy.Gateway.Memory", 3250, 3299),
        ("Dinghy.Gateway.Knowledge", 3300, 3349),
        ("Dinghy.Gateway.Schedules", 3350, 3399),
        ("Dinghy.Gateway.Budgets", 3400, 3449),
        ("Dinghy.Gateway.Events", 3450, 3499),
        ("Dinghy.Gateway.Workflow", 3500, 3549),
        ("Dinghy.Gateway.Audit", 3550, 3599),
        ("Dinghy.Gateway.Moderation", 3600, 3649),
        ("Dinghy.Gateway.Retention", 3650, 3659),
        ("Dinghy.Gateway.Privacy", 3660, 3669),
        ("Dinghy.Gateway.Takeover", 3690, 3699),
        ("Dinghy.WebConsole", 3850, 3899),
        ("Dinghy.Gateway.Diagnostics", 3750, 3799),
        ("Dinghy.Telemetry", 3700, 3719),
        ("Dinghy.Hosting", 3800, 3849),
        ("Dinghy.Emulator", 5000, 5999),
    ];

    private static List<(MethodInfo Method, LoggerMessageAttribute Event)> Events { get; } =
    [
        .. new[] { "Dinghy.DingTalk", "Dinghy.Gateway", "Dinghy.Emulator", "dinghy" }
            .SelectMany(name => Assembly.Load(name).GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => (method, method.GetCustomAttribute<LoggerMessageAttribute>()!))
            .Where(pair => pair.Item2 is not null),
    ];

    [Fact]
    public void There_are_events_in_every_room_that_has_a_range() =>
        s_ranges.ShouldAllBe(range => Events.Any(found => found.Method.DeclaringType!.Namespace!.StartsWith(range.Namespace, StringComparison.Ordinal)));

    [Fact]
    public void No_event_id_is_used_twice() =>
        Events.GroupBy(found => found.Event.EventId).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(found => $"{found.Method.DeclaringType}.{found.Method.Name}"))}").ShouldBeEmpty();

    [Fact]
    public void Every_event_id_is_in_its_rooms_range() =>
        Events.Where(found => !s_ranges.Any(range => InRange(found, range))).Select(found => $"{found.Method.DeclaringType}.{found.Method.Name}: {found.Event.EventId}").ShouldBeEmpty();

    [Fact]
    public void What_people_wrote_and_secrets_are_logged_at_Trace_or_not_at_all()
    {
        string[] sensitive = ["text", "question", "answer", "payload", "body", "secret", "webhook", "url"];
        Events.Where(found => found.Event.Level > LogLevel.Trace)
            .SelectMany(found => found.Method.GetParameters()
                .Where(parameter => sensitive.Contains(parameter.Name, StringComparer.OrdinalIgnoreCase) && parameter.ParameterType == typeof(string))
                .Select(parameter => $"{found.Method.DeclaringType}.{found.Method.Name}({parameter.Name})"))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_logged_but_by_named_events() =>
        Source.FilesIn("src", "*.cs").Where(file => Unnamed().IsMatch(File.ReadAllText(file))).Select(Source.Name).ShouldBeEmpty();

    private static bool InRange((MethodInfo Method, LoggerMessageAttribute Event) found, (string Namespace, int From, int To) range)
    {
        var space = found.Method.DeclaringType!.Namespace!;
        return (space == range.Namespace || space.StartsWith(range.Namespace + ".", StringComparison.Ordinal)) && found.Event.EventId >= range.From && found.Event.EventId <= range.To;
    }

    [GeneratedRegex(@"\.Log(Trace|Debug|Information|Warning|Error|Critical)\(")]
    private static partial Regex Unnamed();
}
