using Dinghy.Gateway.Attachments.Text;
using Dinghy.Gateway.Knowledge;

namespace Dinghy.Gateway.Tests.Knowledge;

public sealed class ChunkerTests
{
    [Fact]
    public void A_piece_ends_with_its_page_and_knows_it()
    {
        var chunks = Chunker.Of("one\ntwo\nthree", [new(0, "p. 1"), new(4, "p. 2")], DocumentForm.Pages);
        chunks.ShouldBe([new("p. 1", "", "one"), new("p. 2", "", "two\nthree")]);
    }

    [Fact]
    public void Lines_of_a_page_that_end_inside_a_Chinese_word_are_joined_and_others_stay_apart() =>
        Chunker.Of("员工每年有十天年\n假，可以分开使用。\nEnglish line\nanother", [], DocumentForm.Pages).ShouldHaveSingleItem().Text
            .ShouldBe("员工每年有十天年假，可以分开使用。\nEnglish line\nanother");

    [Fact]
    public void Headings_stand_above_what_follows_them()
    {
        var body = new string('x', 300);
        var chunks = Chunker.Of($"# Handbook\n## Leave\n{body}\n## Travel\n{body}\n# Other\n{body}", [], DocumentForm.Prose);
        chunks.Select(chunk => chunk.Heading).ShouldBe(["Handbook › Leave", "Handbook › Travel", "Other"]);
    }

    [Fact]
    public void A_sheet_has_its_first_row_above_every_piece()
    {
        var rows = string.Join('\n', Enumerable.Range(0, 100).Select(i => $"row {i}\t{i * 100}"));
        var chunks = Chunker.Of($"## Budget\nName\tAmount\n{rows}", [new(0, "sheet Budget")], DocumentForm.Table);
        chunks.Count.ShouldBeGreaterThan(1);
        chunks.ShouldAllBe(chunk => chunk.Place == "sheet Budget" && chunk.Heading == "Name\tAmount" && chunk.Text.Length <= Chunker.Usual + 50);
        chunks[0].Text.ShouldStartWith("Name\tAmount\nrow 0");
        chunks.SelectMany(chunk => chunk.Text.Split('\n')).Count(line => line.StartsWith("row ", StringComparison.Ordinal)).ShouldBe(100);
    }

    [Fact]
    public void A_long_line_is_cut_at_a_sentence_and_nothing_is_lost()
    {
        var text = string.Concat(Enumerable.Range(0, 300).Select(i => $"第{i}条规定如下。"));
        var chunks = Chunker.Of(text, [], DocumentForm.Prose);
        chunks.ShouldAllBe(chunk => chunk.Text.Length <= Chunker.Longest && chunk.Text.EndsWith('。'));
        string.Concat(chunks.Select(chunk => chunk.Text)).ShouldBe(text);
    }

    [Fact]
    public void A_slides_number_is_no_heading_and_what_has_no_words_is_no_piece()
    {
        Chunker.Of("# 1\nHello\n# 2\nWorld", [new(0, "slide 1"), new(10, "slide 2")], DocumentForm.Prose).ShouldBe([new("slide 1", "", "Hello"), new("slide 2", "", "World")]);
        Chunker.Of("---\n***", [], DocumentForm.Prose).ShouldBeEmpty();
        Chunker.Of("", [], DocumentForm.Prose).ShouldBeEmpty();
    }

    [Fact]
    public void Pages_of_the_sink_begin_where_their_words_do()
    {
        var sink = new TextSink(1_000);
        sink.Mark("p. 1");
        sink.Mark("p. 2");
        sink.Add("two\n\n");
        sink.Mark("p. 3");
        sink.Add("\n  three");
        Chunker.Of(sink.ToString(), sink.Marks, DocumentForm.Pages).ShouldBe([new("p. 2", "", "two"), new("p. 3", "", "three")]);
    }
}
