using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools;
using Dinghy.Gateway.Tools.Approvals;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Support;

/// <summary>An agent with whatever model, eyes and tools a test gives it.</summary>
internal static class AgentRig
{
    public static ToolLog ToolLog { get; } = new(NullLogger<ToolLog>.Instance);

    public static AgentLog Log { get; } = new(NullLogger<AgentLog>.Instance);

    public static AgentRunner Runner(IChatClient? model, Prompts? prompts = null, TimeProvider? time = null, Eyes? eyes = null, params ITool[] tools)
    {
        time ??= new ManualTimeProvider();
        return new AgentRunner(model, prompts ?? AgentRig.Prompts(new AgentConfig()), eyes ?? Eyes.Shut, new ToolRunner(new ToolBox(tools, null, ToolLog), ToolLog, time), Log, time);
    }

    /// <summary>With bounds, and with a memory of what its tools did.</summary>
    public static AgentRunner Runner(IChatClient? model, AgentLimits? limits, IStepStore? steps, TimeProvider time, params ITool[] tools) => Gated(model, limits, steps, time, null, tools);

    /// <summary>With a gate before its tools.</summary>
    public static AgentRunner Gated(IChatClient? model, AgentLimits? limits, IStepStore? steps, TimeProvider time, ToolGate? gate, params IReadOnlyList<ITool> tools) => new(
        model, Prompts(new AgentConfig()), Eyes.Shut, new ToolRunner(new ToolBox(tools, null, ToolLog), ToolLog, time, gate), Log, time, limits, steps is null ? null : new StepJournal(steps, ToolLog, time));

    public static Prompts Prompts(AgentConfig agent, params IPromptSource[] sources) => new(agent, sources, Log);

    public static TurnContext Context(string? question = "what?", Language language = Language.English)
    {
        var turn = new Turn { Id = 1, Account = "main", MessageId = new("m"), Conversation = "c", ReceivedAt = Said.At, Message = new Said().Message() };
        return new TurnContext(turn, question, [], language);
    }
}

/// <summary>A tool that does as a test tells it.</summary>
internal sealed class FakeTool(string name, Func<ToolInput, CancellationToken, Task<ToolResult>> run, bool readOnly = false) : ITool
{
    private int _calls;

    public FakeTool(string name, string result = "done", bool readOnly = false) : this(name, (_, _) => Task.FromResult(new ToolResult(result)), readOnly) { }

    public int Calls => Volatile.Read(ref _calls);

    public ToolDeclaration Declaration { get; } = new(name, "For tests.", """{"type":"object"}""");

    public ToolEffect Effect { get; init; } = readOnly ? ToolEffect.None : ToolEffect.Once;

    public bool OnlyIfNamed { get; init; }

    public ToolTerms Terms { get; init; } = ToolTerms.Free;

    public ToolTerms TermsOf(ToolInput input) => Terms;

    public Task<ToolResult> RunAsync(ToolInput input, ToolTurn turn, CancellationToken ct)
    {
        Interlocked.Increment(ref _calls);
        return run(input, ct);
    }
}
