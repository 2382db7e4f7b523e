namespace Dinghy.Gateway.Pipeline;

/// <summary>How the last look at a changed configuration ended.</summary>
/// <param name="At">When.</param>
/// <param name="Ok">False: it has faults, and the running configuration stays.</param>
/// <param name="Faults">All of them.</param>
/// <param name="Problems">Taken but for these: an account whose new secret was refused.</param>
/// <param name="NeedsRestart">Changed keys that hold only after a restart.</param>
internal sealed record ReloadReport(
    DateTimeOffset At, bool Ok, IReadOnlyList<string> Faults, IReadOnlyList<string> Problems, IReadOnlyList<string> NeedsRestart);
