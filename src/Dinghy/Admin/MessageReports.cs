using Dinghy.Gateway.Tools.Organisation;

namespace Dinghy.Admin;

/// <summary>A message as an operator or a script gives it.</summary>
internal sealed record MessageOrder
{
    /// <summary>Staff ids or names.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>openConversationIds, or names of groups the robot was heard in.</summary>
    public IReadOnlyList<string> Chats { get; init; } = [];

    /// <summary>Ids or names.</summary>
    public IReadOnlyList<string> Departments { get; init; } = [];

    public string Text { get; init; } = "";

    /// <summary>Else the text goes as it stands.</summary>
    public bool Markdown { get; init; }

    /// <summary>Null: the only one there is.</summary>
    public string? Account { get; init; }

    /// <summary>Only tell to whom it would go.</summary>
    public bool DryRun { get; init; }

    /// <summary>Also to more people than are sent to without asking.</summary>
    public bool Yes { get; init; }
}

/// <param name="Problem">Null: it was done, as far as <paramref name="Message"/> says.</param>
/// <param name="Message">Null: nothing was sent.</param>
internal sealed record MessageReport(string? Problem, MessageView? Message)
{
    public bool NeedsYes { get; init; }

    public IReadOnlyList<RecipientReport> People { get; init; } = [];

    public IReadOnlyList<RecipientReport> Groups { get; init; } = [];

    /// <summary>Everything arrived, to all of them.</summary>
    public bool IsWhole => Problem is null && Message is null or { Failed: null, NotReached: null, CallsWaiting: 0, CallsInDoubt: 0 };

    public static MessageReport No(string problem) => new(problem, null);
}

internal sealed record RecipientReport(string Id, string Name);
