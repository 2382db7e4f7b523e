using System.Text;
using System.Text.RegularExpressions;
using Dinghy.Cli;
using Dinghy.Tests.Support;

namespace Dinghy.Tests.Cli;

public sealed class DemoFileTests
{
    [Fact]
    public void The_demos_file_is_a_pdf_whose_index_points_at_its_objects()
    {
        using var home = new TempHome();
        var file = Directory.GetFiles(DemoFile.WriteBelow(home.Path)).ShouldHaveSingleItem();
        Path.GetFileName(file).ShouldBe("hello.pdf");
        var text = Encoding.ASCII.GetString(File.ReadAllBytes(file));
        text.ShouldStartWith("%PDF-1.4\n");
        text[int.Parse(Regex.Match(text, @"startxref\n(\d+)").Groups[1].Value)..].ShouldStartWith("xref\n0 6\n");
        var places = Regex.Matches(text, @"(\d{10}) 00000 n").Select(m => int.Parse(m.Groups[1].Value)).ToList();
        for (var i = 0; i < places.Count; i++) text[places[i]..].ShouldStartWith($"{i + 1} 0 obj\n");
        places.Count.ShouldBe(5);
    }
}
