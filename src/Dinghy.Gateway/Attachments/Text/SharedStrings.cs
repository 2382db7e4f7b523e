using System.Text;

namespace Dinghy.Gateway.Attachments.Text;

/// <summary>The strings that cells name by number. They lie in the order of first use, so the first ones are enough for the first rows.</summary>
internal sealed class SharedStrings
{
    private const int MostStrings = 200_000;
    private const int MostChars = 2_000_000;
    private const int Longest = 4_000;

    private readonly List<string> _strings = [];

    /// <summary>A cell asked for one that was not read.</summary>
    public bool Missed { get; private set; }

    public static SharedStrings Read(OfficePackage package)
    {
        var shared = new SharedStrings();
        using var xml = package.Read("xl/sharedStrings.xml");
        var (one, words, total) = (new StringBuilder(), false, 0);
        while (xml?.Next() == true && shared._strings.Count < MostStrings && total < MostChars)
        {
            if (xml.IsStart("si")) one.Clear();
            // How a word is pronounced.
            else if (xml.IsStart("rPh")) xml.Skip();
            else if (xml.IsStart("t")) words = !xml.IsEmpty;
            else if (xml.IsEnd("t")) words = false;
            else if (xml.IsWords && words) xml.Words(chunk => one.Append(chunk), () => one.Length >= Longest);
            if (!xml.IsEnd("si")) continue;
            shared._strings.Add(one.ToString());
            total += one.Length;
        }

        return shared;
    }

    public string At(int index)
    {
        if (index >= 0 && index < _strings.Count) return _strings[index];
        Missed = true;
        return "…";
    }
}
