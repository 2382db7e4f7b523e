using System.Text;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Attachments.Text;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Attachments;

public sealed class PdfTextTests : IDisposable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    /// <summary>One page, with a table of objects that a reader has to rebuild.</summary>
    private static byte[] Pdf(string words)
    {
        var content = words.Length == 0 ? "" : $"BT /F1 24 Tf 72 700 Td ({words}) Tj ET";
        return Encoding.ASCII.GetBytes(
            $"""
            %PDF-1.4
            1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
            2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
            3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>> endobj
            4 0 obj <</Length {content.Length}>> stream
            {content}
            endstream endobj
            5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
            trailer <</Root 1 0 R>>
            """);
    }

    private string Script(string body)
    {
        var path = Path.Combine(_home.Path, "reader");
        File.WriteAllText(path, "#!/bin/sh\n" + body);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    [Fact]
    public async Task The_words_of_a_pdf_are_read_by_pdftotext()
    {
        using var rig = new DocumentRig();
        rig.Pdf.Program.ShouldNotBeNull("pdftotext (Debian: poppler-utils) must be installed for this test");
        ((await rig.ReadAsync(Pdf("Hello from a page"), "-layout.pdf")) with { Marks = [] }).ShouldBe(new ExtractedText("Hello from a page", Cut: false, Problem: null));
        ((await rig.ReadAsync(Pdf("Hello from a page"), limit: 5)) with { Marks = [] }).ShouldBe(new ExtractedText("Hello", Cut: true, Problem: null));
        (await rig.ReadAsync(Pdf(""))).Problem.ShouldBe(AttachmentProblems.NoWords);
        (await rig.ReadAsync("%PDF-1.7 and nothing of the kind"u8.ToArray())).Problem.ShouldBe(AttachmentProblems.Damaged);
    }

    [Fact]
    public async Task Without_the_program_the_note_says_so()
    {
        using var rig = new DocumentRig { Pdf = new PdfText { Program = null } };
        (await rig.ReadAsync(Pdf("x"))).Problem.ShouldBe(AttachmentProblems.NoPdfToText);
        using var gone = new DocumentRig { Pdf = new PdfText { Program = "/nowhere/pdftotext", Limiter = null } };
        (await gone.ReadAsync(Pdf("x"))).Problem.ShouldBe(AttachmentProblems.NoPdfToText);
    }

    [Fact]
    public async Task A_reader_that_hangs_is_ended_with_all_it_started_at_its_time()
    {
        var pids = Path.Combine(_home.Path, "pids");
        using var rig = new DocumentRig { Pdf = new PdfText { Program = Script($"sleep 1000 & echo $! > {pids}.new; mv {pids}.new {pids}; wait\n") } };
        var reading = rig.ReadAsync(Pdf("x"), ct: Ct);
        await Waiting.Until(() => File.Exists(pids));
        rig.Time.Advance(TimeSpan.FromSeconds(20));
        (await reading.Within()).Problem.ShouldBe(AttachmentProblems.Timeout);
        var child = (await File.ReadAllTextAsync(pids, Ct)).Trim();
        await Waiting.Until(() => !File.Exists($"/proc/{child}/stat") || File.ReadAllText($"/proc/{child}/stat").Contains(") Z ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reader_that_never_stops_talking_is_ended_when_enough_is_read()
    {
        using var rig = new DocumentRig { Pdf = new PdfText { Program = Script("while :; do echo words; done\n") } };
        var text = await rig.ReadAsync(Pdf("x"), limit: 1000, ct: Ct).Within();
        (text.Words!.Length, text.Cut, text.Problem).ShouldBe((1000, true, null));
    }

    [Fact]
    public async Task A_flood_of_errors_and_a_password_are_understood()
    {
        using var rig = new DocumentRig { Pdf = new PdfText { Program = Script("echo 'Command Line Error: Incorrect password' >&2; head -c 1000000 /dev/zero >&2; exit 1\n") } };
        (await rig.ReadAsync(Pdf("x"), ct: Ct).Within()).Problem.ShouldBe(AttachmentProblems.Encrypted);
    }

    [Fact]
    public async Task The_reader_gets_no_secret_of_ours_and_its_arguments_as_they_are()
    {
        var log = Path.Combine(_home.Path, "log");
        Environment.SetEnvironmentVariable("DINGHY_TEST_SECRET", "s3cret");
        using var rig = new DocumentRig { Pdf = new PdfText { Program = Script($"env > {log}; for a in \"$@\"; do echo \"arg=$a\" >> {log}; done; echo x\n") } };
        (await rig.ReadAsync(Pdf("x"), "a; touch b $(id).pdf", ct: Ct)).Words.ShouldBe("x");
        var seen = await File.ReadAllTextAsync(log, Ct);
        seen.ShouldNotContain("s3cret");
        seen.ShouldContain("/a; touch b $(id).pdf\narg=-\n");
    }
}
