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

    /// <summary>All so far; 0 while the provider does not tell.</summary>
    public long Tokens => (_input ?? 0) + (_output ?? 0);

    public void Add(UsageDetails counts) => Add(counts.InputTokenCount, counts.OutputTokenCount);

    public void Add(long? input, long? output)
    {
        _input = Sum(_input, input);
        _output = Sum(_output, output);
    }

    public AgentUsage ToUsage() => new(_model ?? "", time.GetElapsedTime(_began), _input, _output);

    private static long? Sum(long? one, long? other) => one is null ? other : one + (other ?? 0);
}
