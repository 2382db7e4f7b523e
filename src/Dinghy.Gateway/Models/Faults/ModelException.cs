namespace Dinghy.Gateway.Models;

/// <summary>
/// A model call that ended without a whole answer. Whatever was yielded before it is a fragment: discard it.
/// <see cref="Exception.Message"/> is one sentence for the operator; it never holds the key, the conversation or the provider's own words.
/// </summary>
internal sealed class ModelException(ModelFault fault, string provider, string sentence, Exception? inner = null)
    : Exception(sentence, inner)
{
    public ModelFault Fault { get; } = fault;

    public string Provider { get; } = provider;

    /// <summary>The HTTP status; null where none came.</summary>
    public int? Status { get; init; }

    /// <summary>The provider's error code: at most 64 letters, digits and <c>. _ : -</c>.</summary>
    public string? Code { get; init; }

    /// <summary>What the provider's support asks for; same alphabet as <see cref="Code"/>, at most 128.</summary>
    public string? RequestId { get; init; }

    /// <summary>How long the provider asked us to wait; never negative.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the person hears, where it is more than the fault tells: a code of <c>Reasons</c>. Null: by the fault.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// True where asking again from the start may help soon. A time-out is not: the person has already waited once.
    /// </summary>
    public bool Transient { get; init; } = fault is ModelFault.Unreachable or ModelFault.RateLimited
        or ModelFault.ServerError or ModelFault.BadResponse or ModelFault.Cut;
}
