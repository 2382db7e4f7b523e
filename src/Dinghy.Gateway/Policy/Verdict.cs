namespace Dinghy.Gateway.Policy;

/// <summary>Yes, or no with a code of <see cref="Storage.Reasons"/>.</summary>
internal readonly record struct Verdict(string? Refusal)
{
    public static Verdict Yes { get; }

    public static Verdict No(string reason) => new(reason);

    public bool IsYes => Refusal is null;
}
