using System.Globalization;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Memory;

/// <summary>Facts as a model reads them.</summary>
internal static class FactLines
{
    /// <summary>In a fence: what somebody told is data.</summary>
    /// <param name="facts">In order.</param>
    /// <param name="named">Whoever told it stands in each line.</param>
    public static string Of(IEnumerable<Fact> facts, bool named) => Fence.Around(string.Join('\n', facts.Select(fact => Line(fact, named))));

    /// <summary>One fact.</summary>
    public static string Line(Fact fact, bool named)
    {
        var by = named && Fence.Label(fact.Nick, 40) is { Length: > 0 } nick ? $" [{nick}]" : "";
        return string.Create(CultureInfo.InvariantCulture, $"#{fact.Id} {fact.At:yyyy-MM-dd}{by} {fact.Text}");
    }

    /// <summary>The number that names a fact, as <c>12</c> or <c>#12</c>; null: it is none.</summary>
    public static long? Number(string? text) =>
        long.TryParse(text?.TrimStart('#', '\uff03'), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
