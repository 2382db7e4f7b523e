using System.Runtime.InteropServices;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Routing;

/// <summary>What rules look at that the message itself tells.</summary>
/// <param name="Account">Whose robot heard it.</param>
/// <param name="Person">The staff id; null for people of other organisations.</param>
/// <param name="Conversation">The openConversationId.</param>
/// <param name="Chat">Where it was said.</param>
internal sealed record RouteSubject(string Account, string? Person, string Conversation, ChatKind Chat)
{
    public bool Mentioned { get; init; }

    /// <summary>The kind of an event; null: a message.</summary>
    public string? Event { get; init; }

    public static RouteSubject Of(Turn turn) => new(
        turn.Account, turn.Message.Sender?.Value, turn.Message.Conversation.Value, turn.Message.Kind == ConversationKind.Group ? ChatKind.Group : ChatKind.Dm)
    {
        Mentioned = turn.Message.IsInAtList,
    };
}

/// <summary>What the directory tells of the person, as far as it was asked. Null: not asked.</summary>
internal sealed record Learned
{
    public static Learned Nothing { get; } = new();

    /// <summary>Names and ids of the roles.</summary>
    public IReadOnlySet<string>? Roles { get; init; }

    /// <summary>Nearest first.</summary>
    public IReadOnlyList<DepartmentStep>? Departments { get; init; }

    /// <summary>Why the directory did not answer; its rules are skipped then.</summary>
    public string? Problem { get; init; }
}

/// <param name="Id">A department the person belongs to, directly or through one below it.</param>
/// <param name="Distance">0: directly; 1: its parent; the shortest where there are several ways.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DepartmentStep(long Id, int Distance);

internal enum DirectoryNeed { Nothing, Roles, Departments }

/// <summary>A rule (null: none fits), or what must be known to go on.</summary>
internal sealed record Decision(RouteRule? Rule, DirectoryNeed Need = DirectoryNeed.Nothing)
{
    public static Decision NoRule { get; } = new(Rule: null);
}
