using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Tools;

/// <summary>Something a model may do. Throwing is allowed: the model hears that it failed, the log hears why.</summary>
internal interface ITool
{
    ToolDeclaration Declaration { get; }

    ToolEffect Effect { get; }

    /// <summary>It reaches others than whoever asks: off unless the agent's list of tools names it.</summary>
    bool OnlyIfNamed => false;

    /// <summary>Where it comes from, for the operator.</summary>
    string Source => "built in";

    /// <summary>Whether this call may run; looks at nothing but its arguments.</summary>
    ToolTerms TermsOf(ToolInput input) => ToolTerms.Free;

    /// <summary>What is wrong with a call's arguments, for the model; null: nothing that shows before it runs. Looked at before a person is asked for their yes.</summary>
    string? Problem(ToolInput input) => null;

    /// <summary>Ends soon after <paramref name="ct"/> fires; whatever it has done by then stands.</summary>
    Task<ToolResult> RunAsync(ToolInput input, ToolTurn turn, CancellationToken ct);
}
