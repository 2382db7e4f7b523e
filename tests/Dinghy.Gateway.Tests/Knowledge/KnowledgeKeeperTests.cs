using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Knowledge;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Knowledge;

public sealed class KnowledgeKeeperTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_kind_of_document_is_found_with_its_place()
    {
        await using var shelf = new Shelf();
        shelf.Put("手册.md", "# 假期\n员工每年有十天年假。").Put("sub/travel.txt", "Hotel nights cost at most 500.").Put("page.html", "<html><body><h1>Printer</h1><p>It stands in room 12.</p></body></html>")
            .Put("people.csv", "name,phone\nAda,12345\n").Put("Plan.docx", OfficeFiles.Docx(OfficeFiles.Paragraph("The roadmap is quarterly.")))
            .Put("Talk.pptx", OfficeFiles.Pptx(("Opening", null), ("Margins grew", null)))
            .Put("Costs.xlsx", OfficeFiles.Xlsx("", "", ("Budget", """<row r="1"><c r="A1" t="inlineStr"><is><t>Item</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Forklift</t></is></c></row>""")))
            .Put("Guide.pdf", Shelf.Pdf("Introduction", "Warranty lasts two years"));
        await shelf.ScanAsync();
        (await shelf.FindAsync("年假有几天？")).ShouldBe(["手册.md"]);
        (await shelf.FindAsync("hotel night")).ShouldBe(["sub/travel.txt"]);
        (await shelf.FindAsync("where is the printer", 1)).ShouldBe(["page.html"]);
        (await shelf.FindAsync("Ada")).ShouldBe(["people.csv"]);
        (await shelf.FindAsync("roadmap")).ShouldBe(["Plan.docx"]);
        (await shelf.FindAsync("margins")).ShouldBe(["Talk.pptx, slide 2"]);
        (await shelf.FindAsync("forklift")).ShouldBe(["Costs.xlsx, sheet Budget"]);
        (await shelf.FindAsync("warranty")).ShouldBe(["Guide.pdf, p. 2"]);
        (await shelf.PassagesAsync("年假"))[0].Heading.ShouldBe("假期");
        (await shelf.FindAsync("zebra")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_changes_is_read_again_and_what_goes_leaves()
    {
        await using var shelf = new Shelf();
        shelf.Put("a.txt", "apple").Put("b.txt", "banana").Put("c.txt", "cherry");
        await shelf.ScanAsync();
        var before = shelf.Files().ToDictionary(file => file.Path);
        shelf.Put("a.txt", "apricot").Put("c.txt", "cherry");
        File.Delete(Path.Combine(shelf.Folder, "b.txt"));
        await shelf.ScanAsync();
        (await shelf.FindAsync("apple")).ShouldBeEmpty();
        (await shelf.FindAsync("apricot")).ShouldBe(["a.txt"]);
        (await shelf.FindAsync("banana")).ShouldBeEmpty();
        var after = shelf.Files().ToDictionary(file => file.Path);
        after.Keys.ShouldBe(["a.txt", "c.txt"], ignoreOrder: true);
        after["c.txt"].Id.ShouldBe(before["c.txt"].Id, "the same words at another time are not read again");
        after["c.txt"].Modified.ShouldBeGreaterThan(before["c.txt"].Modified);
    }

    [Fact]
    public async Task A_bad_file_is_reported_and_the_others_go_on()
    {
        await using var shelf = new Shelf();
        shelf.Put("a-broken.docx", "PK\u0003\u0004 no zip at all").Put("b-old.doc", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600]]).Put("c.txt", "")
            .Put("d-bomb.xlsx", OfficeFiles.Xlsx("", "", ("S", new string(' ', 40_000_000)))).Put("e.pdf", "%PDF-1.4 nothing").Put("picture.png", [1, 2, 3]).Put("~$Plan.docx", "x").Put("z.txt", "zebra");
        File.CreateSymbolicLink(Path.Combine(shelf.Folder, "link.txt"), Path.Combine(shelf.Home, "dinghy.db"));
        await shelf.ScanAsync();
        (await shelf.FindAsync("zebra")).ShouldBe(["z.txt"]);
        var problems = shelf.Files().ToDictionary(file => file.Path, file => file.Problem);
        problems.Keys.Order(StringComparer.Ordinal).ShouldBe(["a-broken.docx", "b-old.doc", "c.txt", "d-bomb.xlsx", "e.pdf", "z.txt"]);
        problems["a-broken.docx"].ShouldBe(AttachmentProblems.Damaged, "its name says that it was a document");
        problems["b-old.doc"].ShouldBe(AttachmentProblems.Unsupported);
        problems["c.txt"].ShouldBe(AttachmentProblems.Empty);
        problems["d-bomb.xlsx"].ShouldNotBeNull();
        problems["e.pdf"].ShouldNotBeNull();
        problems["z.txt"].ShouldBeNull();
        shelf.Put("a-broken.docx", OfficeFiles.Docx(OfficeFiles.Paragraph("mended")));
        await shelf.ScanAsync();
        (await shelf.FindAsync("mended")).ShouldBe(["a-broken.docx"]);
    }

    [Fact]
    public async Task A_look_that_was_cut_leaves_a_whole_index_and_the_next_goes_on()
    {
        await using var shelf = new Shelf();
        for (var i = 0; i < 20; i++) shelf.Put($"f{i:00}.txt", $"word{i:00} in all");
        using var cut = new CancellationTokenSource();
        var reading = shelf.Keeper.ScanAsync(cut.Token);
        await Waiting.Until(() => File.Exists(Path.Combine(shelf.Home, PassageIndex.FileName)) && shelf.Files().Count > 2);
        await cut.CancelAsync();
        try { await reading; }
        catch (OperationCanceledException) { }
        var read = shelf.Files().Count;
        (await shelf.FindAsync("in all", 50)).Count.ShouldBe(read);
        await shelf.ReopenAsync();
        await shelf.ScanAsync();
        (await shelf.FindAsync("in all", 50)).Count.ShouldBe(20);
        (await shelf.FindAsync("word07")).ShouldBe(["f07.txt"]);
    }

    [Fact]
    public async Task A_damaged_index_and_one_of_another_version_are_made_anew()
    {
        await using var shelf = new Shelf();
        shelf.Put("a.txt", "apple");
        await shelf.ScanAsync();
        await shelf.ReopenAsync();
        File.WriteAllText(Path.Combine(shelf.Home, PassageIndex.FileName), new string('x', 10_000));
        await shelf.ScanAsync();
        (await shelf.FindAsync("apple")).ShouldBe(["a.txt"]);
    }

    [Fact]
    public async Task A_folder_that_is_missing_keeps_what_is_known_and_one_nobody_has_any_more_leaves()
    {
        await using var shelf = new Shelf();
        shelf.Put("a.txt", "apple");
        await shelf.ScanAsync();
        Directory.Move(shelf.Folder, shelf.Folder + "-away");
        await shelf.ScanAsync();
        (await shelf.FindAsync("apple")).ShouldBe(["a.txt"], "a share that is not mounted is no reason to forget it");
        shelf.Keeper.Use(shelf.Config("m1", new KnowledgeFolder { Path = Path.Combine(shelf.Home, "other"), Name = "other" }));
        await shelf.ScanAsync();
        (await shelf.FindAsync("apple")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_running_keeper_looks_at_the_start_when_told_and_when_files_change()
    {
        await using var shelf = new Shelf();
        shelf.Put("a.txt", "apple");
        var first = shelf.Keeper.ReindexAsync(Ct);
        shelf.Keeper.Start();
        await first.Within();
        (await shelf.FindAsync("apple")).ShouldBe(["a.txt"]);
        shelf.Put("b.txt", "banana");
        await Waiting.Until(async () =>
        {
            if (shelf.Time.UntilNextTimer <= TimeSpan.FromSeconds(2)) shelf.Time.Advance(TimeSpan.FromSeconds(2));
            return (await shelf.FindAsync("banana")).Count == 1;
        });
    }

    [Fact]
    public async Task Without_folders_there_is_no_index()
    {
        await using var shelf = new Shelf();
        shelf.Keeper.Use(new DinghyConfig { Home = shelf.Home });
        await shelf.ScanAsync();
        File.Exists(Path.Combine(shelf.Home, PassageIndex.FileName)).ShouldBeFalse();
        (await shelf.FindAsync("apple")).ShouldBeEmpty();
    }
}
