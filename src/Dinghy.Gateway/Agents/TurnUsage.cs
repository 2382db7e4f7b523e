using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Agents;

/// <summary>What all requests of one turn cost together.</summary>
internal sealed class TurnUsage(TimeProvider time, string? model)
{
    private readonly long _began = time.GetTimestamp();
    private string? _model = model;
    private long? _input;
    private long? _output;

    /// <summary>The model that really answered, last; a fallback may have stood in.</summary>
    public void Name(string? model) => _model = model ?? _model;

    public void Add(UsageDetails counts)
    {
        _input = Sum(_input, counts.InputTokenCount);
        _output = Sum(_output, counts.OutputTokenCount);
    }

    public AgentUsage ToUsage() => new(_model ?? "", time.GetElapsedTime(_began), _input, _output);

    private static long? Sum(long? one, long? other) => one is null ? other : one + (other ?? 0);
}
