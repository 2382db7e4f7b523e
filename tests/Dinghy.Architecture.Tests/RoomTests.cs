using System.Reflection;
using System.Text.RegularExpressions;

namespace Dinghy.Architecture.Tests;

/// <summary>A stage may look back, never forward; only Pipeline and Commands see the whole.</summary>
public sealed partial class RoomTests
{
    private const string Root = "Dinghy.Gateway";

    /// <summary>They serve all and know no stage. The empty name is the root: what every stage passes on.</summary>
    private static readonly string[] s_ground = ["", "Storage", "Configuration", "Diagnostics", "Models", "Limits", "Audit"];

    private static readonly string[] s_stages = ["Policy", "Access", "Inbox", "Attachments", "Routing", "Conversations", "Takeover", "Tools", "Memory", "Knowledge", "Schedules", "Events", "Workflow", "Budgets", "Moderation", "Agents", "Replies", "Outbox", "Retention", "Privacy", "Backup", "Doctor", "Setup"];

    private static readonly string[] s_whole = ["Commands", "Pipeline", "Migration"];

    private static Assembly Gateway { get; } = Assembly.Load(Root);

    [Fact]
    public void Every_room_is_known_and_has_its_place() =>
        Rooms().Distinct().Order().ShouldBe(s_ground.Concat(s_stages).Concat(s_whole).Order());

    [Fact]
    public void Every_namespace_names_its_project_and_room()
    {
        // The emulator is one room, its folders are drawers.
        foreach (var file in Source.FilesIn("src", "*.cs").Where(file => !Source.Name(file).StartsWith("src/Dinghy.Emulator/", StringComparison.Ordinal)))
        {
            var parts = Source.Name(file).Split('/');
            var room = string.Join('.', parts[1..^1].Take(2));
            var match = Namespace().Match(File.ReadAllText(file));
            if (match.Success) $"{match.Groups[1].Value}.".ShouldStartWith($"{room}.", Case.Sensitive, Source.Name(file));
        }
    }

    [Fact]
    public void No_stage_looks_forward_and_no_ground_looks_at_a_stage() => Arrows()
        .Where(arrow => !Allowed(arrow.From, arrow.To))
        .Select(arrow => $"{arrow.From} -> {arrow.To}: {arrow.Where}")
        .Distinct().Order().ShouldBeEmpty();

    [Fact]
    public void The_arrows_are_really_seen()
    {
        var arrows = Arrows().Select(arrow => (arrow.From, arrow.To)).ToHashSet();
        // One of a field, one of a method's body, one of a constant in a switch.
        arrows.ShouldContain(("Pipeline", "Outbox"));
        arrows.ShouldContain(("Outbox", "Storage"));
        arrows.ShouldContain(("Replies", "Conversations"));
        arrows.ShouldContain(("Policy", "Storage"));
    }

    [Fact]
    public void No_JSON_tree_goes_past_the_readers()
    {
        var readers = new[] { "Configuration", "Models" };
        var trees = new[] { "System.Text.Json.JsonElement", "System.Text.Json.JsonDocument", "System.Text.Json.Nodes." };
        Gateway.GetTypes()
            .Where(type => RoomOf(type) is { } room && !readers.Contains(room))
            .SelectMany(type => References.Of(type).Where(used => trees.Any(tree => used.FullName?.StartsWith(tree, StringComparison.Ordinal) == true)).Select(used => $"{type} uses {used}"))
            .ShouldBeEmpty();
    }

    private static bool Allowed(string from, string to)
    {
        if (from == to || s_ground.Contains(to)) return true;
        if (s_whole.Contains(from)) return true;
        return s_stages.Contains(from) && s_stages.Contains(to) && Array.IndexOf(s_stages, to) < Array.IndexOf(s_stages, from);
    }

    private static IEnumerable<(string From, string To, string Where)> Arrows()
    {
        foreach (var type in Gateway.GetTypes())
            if (RoomOf(type) is { } from)
                foreach (var used in References.Of(type))
                    if (used.Assembly == Gateway && RoomOf(used) is { } to) yield return (from, to, $"{type} names {used}");

        // Constants leave no trace in the compiled code; an unneeded using does not build.
        foreach (var file in Source.FilesIn($"src/{Root}", "*.cs"))
        {
            var from = Source.Name(file).Split('/') is { Length: > 3 } parts ? parts[2] : "";
            foreach (Match use in Using().Matches(File.ReadAllText(file)))
                yield return (from, use.Groups[1].Value, $"using in {Source.Name(file)}");
        }
    }

    private static IEnumerable<string> Rooms() => Gateway.GetTypes().Select(RoomOf).OfType<string>();

    /// <summary>Null: what the compiler or its generators put outside our namespaces.</summary>
    private static string? RoomOf(Type type)
    {
        var space = type.Namespace;
        if (space == Root) return "";
        return space?.StartsWith(Root + ".", StringComparison.Ordinal) == true ? space[(Root.Length + 1)..].Split('.')[0] : null;
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?Dinghy\.Gateway\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();
}
