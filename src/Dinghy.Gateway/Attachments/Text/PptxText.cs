using System.Globalization;

namespace Dinghy.Gateway.Attachments.Text;

/// <summary>The slides of a presentation in their order, each with its speaker's notes.</summary>
internal sealed class PptxText(OfficePackage package, TextSink sink)
{
    private const int MostSlides = 2_000;
    private const string Main = "ppt/presentation.xml";

    public void Read()
    {
        var number = 0;
        foreach (var slide in Slides())
        {
            if (sink.Full) return;
            number++;
            sink.Mark(string.Create(CultureInfo.InvariantCulture, $"slide {number}"));
            Part(slide, $"# {number}");
            foreach (var notes in package.Relations(slide).Values.Where(target => target.Contains("notesSlide", StringComparison.OrdinalIgnoreCase))) Part(notes, $"## {number} (notes)");
        }
    }

    private List<string> Slides()
    {
        var relations = package.Relations(Main);
        var slides = new List<string>();
        using var xml = package.Read(Main) ?? throw new DocumentException(AttachmentProblems.Damaged);
        while (slides.Count < MostSlides && xml.Next())
            if (xml.IsStart("sldId") && xml.Attribute("id", inNamespace: true) is { } id && relations.TryGetValue(id, out var slide)) slides.Add(slide);
        return slides;
    }

    private void Part(string name, string heading)
    {
        using var xml = package.Read(name);
        if (xml is null) return;
        var (words, headed) = (false, false);
        while (!sink.Full && xml.Next())
        {
            // The slide's number, the date: filled in by the program. And the second form of what was read already.
            if (xml.IsStart("fld") || xml.IsStart("Fallback")) xml.Skip();
            else if (xml.IsStart("t")) words = !xml.IsEmpty;
            else if (xml.IsEnd("t")) words = false;
            else if (xml.IsWords && words)
            {
                if (!headed) Head(heading);
                headed = true;
                xml.Words(sink.Add, () => sink.Full);
            }
            else if (xml.IsEnd("p") || xml.IsEnd("br")) sink.Line();
            else if (xml.IsEnd("tc")) sink.Add("\t");
        }
    }

    private void Head(string heading)
    {
        sink.Line();
        sink.Add(heading);
        sink.Line();
    }
}
