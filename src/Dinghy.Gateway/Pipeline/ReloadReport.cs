namespace Dinghy.Gateway.Pipeline;

/// <summary>How the last look at a changed configuration ended.</summary>
/// <param name="At">When.</param>
/// <param name="Ok">False: it has faults, and the running configuration stays.</param>
/// <param name="Faults">All of them.</param>
/// <param name="Problems">Taken but for these: an account whose new secret was refused.</param>
/// <param name="NeedsRestart">Changed keys that hold only after a restart.</param>
/// <param name="Changed">The paths of the keys that differ from before, never what stands there. Empty, though it was taken: only a file that a key names says something else, or nothing does.</param>
internal sealed record ReloadReport(
    DateTimeOffset At, bool Ok, IReadOnlyList<string> Faults, IReadOnlyList<string> Problems, IReadOnlyList<string> NeedsRestart, IReadOnlyList<string> Changed);
