using System.Globalization;

namespace Dinghy.Gateway.Attachments.Text;

/// <summary>Which cells are dates: a workbook stores those as numbers, and only the format of the style tells.</summary>
internal sealed class CellFormats
{
    private const int Most = 65_536;
    private const double LastDay = 2_958_466;

    private readonly List<bool> _dates = [];
    private readonly DateTime _epoch;

    private CellFormats(bool from1904) => _epoch = from1904 ? new DateTime(1904, 1, 1) : new DateTime(1899, 12, 30);

    public static CellFormats Read(OfficePackage package, bool from1904)
    {
        var formats = new CellFormats(from1904);
        var (own, inStyles) = (new Dictionary<int, bool>(), false);
        using var xml = package.Read("xl/styles.xml");
        while (xml?.Next() == true && formats._dates.Count < Most && own.Count < Most)
        {
            if (xml.IsStart("numFmt") && int.TryParse(xml.Attribute("numFmtId"), out var id)) own[id] = IsDate(xml.Attribute("formatCode") ?? "");
            else if (xml.IsStart("cellXfs")) inStyles = !xml.IsEmpty;
            else if (xml.IsEnd("cellXfs")) inStyles = false;
            else if (inStyles && xml.IsStart("xf")) formats._dates.Add(int.TryParse(xml.Attribute("numFmtId"), out var format) && (own.TryGetValue(format, out var date) ? date : IsBuiltInDate(format)));
        }

        return formats;
    }

    /// <summary>A number as the sheet shows it, as far as that matters: dates as dates, no digits that only binary has.</summary>
    public string Shown(string value, int style)
    {
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)) return value;
        if (style < 0 || style >= _dates.Count || !_dates[style] || number is < 0 or >= LastDay) return value.Length > 15 ? number.ToString("G15", CultureInfo.InvariantCulture) : value;
        var at = _epoch.AddSeconds(Math.Round(number * 86_400));
        if (number < 1) return at.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        return at.ToString(at.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    // 27 to 36 and 50 to 58 are the East Asian ones.
    private static bool IsBuiltInDate(int id) => id is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58);

    private static bool IsDate(string code)
    {
        var (quoted, bracketed) = (false, false);
        for (var i = 0; i < code.Length; i++)
        {
            var c = code[i];
            if (c == '"') quoted = !quoted;
            else if (quoted) continue;
            else if (c is '\\' or '_' or '*') i++;
            else if (c == '[') bracketed = true;
            else if (c == ']') bracketed = false;
            else if (!bracketed && char.ToLowerInvariant(c) is 'y' or 'm' or 'd' or 'h' or 's' && !code.StartsWith("General", StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
