namespace Dinghy.Gateway.Policy;

/// <summary>Yes, or no with a code of <see cref="Storage.Reasons"/>.</summary>
internal readonly record struct Verdict(string? Refusal)
{
    public static Verdict Yes { get; }

    public static Verdict No(string reason) => new(reason);

    /// <summary>By which key of the configuration, or what else; of a yes only, and for people: nothing is decided by it.</summary>
    public string? By { get; init; }

    public bool IsYes => Refusal is null;
}
