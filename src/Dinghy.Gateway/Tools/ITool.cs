using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Tools;

/// <summary>Something a model may do. Throwing is allowed: the model hears that it failed, the log hears why.</summary>
internal interface ITool
{
    ToolDeclaration Declaration { get; }

    ToolEffect Effect { get; }

    /// <summary>Ends soon after <paramref name="ct"/> fires; whatever it has done by then stands.</summary>
    Task<ToolResult> RunAsync(ToolInput input, ToolTurn turn, CancellationToken ct);
}
