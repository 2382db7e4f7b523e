using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Agents;

/// <summary>What all requests of one turn cost together, and each model of them.</summary>
internal sealed class TurnUsage(TimeProvider time, string? model)
{
    private readonly long _began = time.GetTimestamp();
    private readonly List<ModelShare> _shares = [];
    private string? _model = model;
    private long? _input;
    private long? _output;

    /// <summary>The model that really answers, last; a fallback may have stood in. What is counted next is its.</summary>
    public void Name(string? model) => _model = model ?? _model;

    /// <summary>The last that answered.</summary>
    public string? Model => _model;

    /// <summary>All so far; 0 while the provider does not tell.</summary>
    public long Tokens => (_input ?? 0) + (_output ?? 0);

    public void Add(UsageDetails counts) => Add(counts.InputTokenCount, counts.OutputTokenCount);

    public void Add(long? input, long? output)
    {
        if (input is null && output is null) return;
        _input = Sum(_input, input);
        _output = Sum(_output, output);
        var at = _shares.FindIndex(share => share.Model == (_model ?? ""));
        if (at < 0) _shares.Add(new ModelShare(_model ?? "", input ?? 0, output ?? 0));
        else _shares[at] = _shares[at] with { Input = _shares[at].Input + (input ?? 0), Output = _shares[at].Output + (output ?? 0) };
    }

    public AgentUsage ToUsage() => new(_model ?? "", time.GetElapsedTime(_began), _input, _output) 
    {
        Shares = _shares.TrueForAll(share => Named(share) == (_model ?? "")) ? []
            : [.. _shares.GroupBy(Named, StringComparer.Ordinal).Select(one => new ModelShare(one.Key, one.Sum(share => share.Input), one.Sum(share => share.Output)))],
    };

    /// <summary>What nobody named is the last one's.</summary>
    private string Named(ModelShare share) => share.Model.Length > 0 ? share.Model : _model ?? "";

    private static long? Sum(long? one, long? other) => one is null ? other : one + (other ?? 0);
}

/// <param name="Model"><c>provider/model</c>.</param>
/// <param name="Input">Tokens.</param>
/// <param name="Output">Tokens.</param>
internal sealed record ModelShare(string Model, long Input, long Output);
