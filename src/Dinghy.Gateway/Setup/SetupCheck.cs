using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Doctor;

namespace Dinghy.Gateway.Setup;

/// <summary>What trying some answers came to. No secret is in it.</summary>
/// <param name="Checks">As the doctor makes them, in the order of cause and effect.</param>
internal sealed record SetupCheck(IReadOnlyList<Diagnosis> Checks)
{
    /// <summary>Why nothing was tried: the file can not take these answers. Null: it can.</summary>
    public string? Refused { get; init; }

    /// <summary>What the configuration would have had.</summary>
    public IReadOnlyList<ConfigFault> Faults { get; init; } = [];

    /// <summary>Worth knowing before it is saved.</summary>
    public IReadOnlyList<Words> Notes { get; init; } = [];

    public bool Ok => Refused is null && Checks.All(check => check.Finding.Health != Health.Fail);

    /// <summary>The first that failed: the others follow from it or come after it.</summary>
    public Diagnosis? Failed => Checks.FirstOrDefault(check => check.Finding.Health == Health.Fail);

    /// <summary>What nobody tried.</summary>
    public IEnumerable<Diagnosis> Untested => Checks.Where(check => check.Finding.Health == Health.Skipped);

    public static SetupCheck No(string sentence, IReadOnlyList<ConfigFault>? faults = null) => new([]) { Refused = sentence, Faults = faults ?? [] };
}
