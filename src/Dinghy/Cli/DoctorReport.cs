using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Doctor;

namespace Dinghy.Cli;

/// <summary><c>dinghy doctor --json</c>.</summary>
/// <param name="Ok">Nothing failed; warnings do not count.</param>
/// <param name="MeteredCalls">Of the month's allowance, made by this run; counted in <c>dinghy quota</c> where the home has a database.</param>
/// <param name="Checks">In the order of cause and effect.</param>
internal sealed record DoctorReport(bool Ok, int MeteredCalls, IReadOnlyList<DoctorFinding> Checks)
{
    public static DoctorReport Of(IReadOnlyList<Diagnosis> diagnoses, int meteredCalls, Language language) => new(
        diagnoses.All(one => one.Finding.Health != Health.Fail), meteredCalls,
        [.. diagnoses.Select(one => new DoctorFinding(
            one.Id, one.Account, one.Proves.In(language), one.Finding.Health.ToString().ToLowerInvariant(),
            one.Finding.Cause?.In(language), one.Finding.Proof?.In(language), one.Finding.Next?.In(language), one.Finding.Link?.AbsoluteUri))]);
}

/// <summary>One check; its outcome is <c>ok</c>, <c>warn</c>, <c>fail</c> or <c>skipped</c>.</summary>
internal sealed record DoctorFinding(string Id, string? Account, string Proves, string Outcome, string? Cause, string? Proof, string? Next, string? Link);
