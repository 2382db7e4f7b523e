using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dinghy.Gateway.Tools.Organisation;

/// <summary>
/// What a person says yes to. The model has to repeat it as an argument, where the question shows it; it is made anew when the call runs and must be the same,
/// so that neither the people nor the words can be others than those that were shown.
/// </summary>
internal static class Confirmation
{
    private const int MostNames = 12;

    /// <param name="to">All of them.</param>
    /// <param name="text">What they will read.</param>
    /// <param name="road">By which it goes.</param>
    public static string Of(Addressed to, string text, string road)
    {
        var names = to.Groups.Select(group => $"[{Line(group.Title)}]").Concat(to.People.Select(person => Line(person.Name))).ToList();
        var shown = string.Join(", ", names.Take(MostNames));
        var count = string.Join(" + ", ((string[])[to.People.Count > 0 ? $"{to.People.Count} people/人" : "", to.Groups.Count > 0 ? $"{to.Groups.Count} groups/群" : ""]).Where(part => part.Length > 0));
        return string.Create(CultureInfo.InvariantCulture, $"{count}: {shown}{(names.Count > MostNames ? ", …" : "")} #{Mark(to, text, road)}");
    }

    /// <summary>Whether it has to be asked.</summary>
    /// <param name="to">All of them.</param>
    /// <param name="before">People whom messages of the same turn reached without being asked for.</param>
    /// <param name="above">So many need no yes.</param>
    public static bool IsNeeded(Addressed to, IReadOnlySet<string> before, int above) =>
        to.Groups.Count > 0 || before.Count + to.People.Count(person => !before.Contains(person.Id)) > above;

    private static string Mark(Addressed to, string text, string road)
    {
        var whole = string.Join('\n', [road, .. to.People.Select(person => person.Id).Order(StringComparer.Ordinal), "", .. to.Groups.Select(group => group.Id).Order(StringComparer.Ordinal), "", text]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)))[..10];
    }

    /// <summary>A name must not look like the rest of the sentence.</summary>
    private static string Line(string name)
    {
        var plain = string.Concat(name.Where(c => !char.IsControl(c) && c is not ('#' or ',' or '[' or ']'))).Trim();
        return plain.Length > 20 ? plain[..(char.IsHighSurrogate(plain[19]) ? 19 : 20)] + "…" : plain;
    }
}
