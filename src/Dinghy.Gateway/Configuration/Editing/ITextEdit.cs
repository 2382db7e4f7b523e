namespace Dinghy.Gateway.Configuration.Editing;

/// <summary>One key of a configuration's text changed, put in or taken out. Every other character stays as it is, comments too.</summary>
internal interface ITextEdit
{
    /// <param name="path">From <see cref="ConfigPath.Parse"/>.</param>
    /// <param name="value">JSON.</param>
    /// <returns>The new text; null when it can not be done so.</returns>
    string? Set(IReadOnlyList<string> path, string value);

    /// <summary>One more entry at the end of a list, which is made where there is none.</summary>
    /// <param name="path">The list's.</param>
    /// <param name="entry">JSON.</param>
    /// <returns>The new text; null when something that is no list stands there, or it can not be done so.</returns>
    string? Append(IReadOnlyList<string> path, string entry);

    /// <returns>The new text; null when there is no such key, or it can not be done so.</returns>
    string? Unset(IReadOnlyList<string> path);
}
