using System.ComponentModel;
using System.Globalization;

namespace Dinghy.Gateway.Attachments.Text;

/// <summary>A PDF's words by the system's <c>pdftotext</c>, in a process of its own with bounds on time, memory and output.</summary>
internal sealed class PdfText
{
    private const string MostMemory = "--as=1073741824";
    private const string MostSeconds = "--cpu=30";

    /// <summary>Where the program is.</summary>
    /// <value>As found on the path; null where it is not installed.</value>
    public string? Program { get; init; } = ChildProcess.Find("pdftotext");

    /// <summary>Pages of one document.</summary>
    /// <value>500.</value>
    public int MostPages { get; init; } = 500;

    /// <summary>Sets the process's own bounds before it begins.</summary>
    /// <value>As found on the path; null on systems without it.</value>
    public string? Limiter { get; init; } = ChildProcess.Find("prlimit");

    /// <param name="path">Absolute, so that no name is read as an option.</param>
    /// <param name="sink">Takes the words.</param>
    /// <param name="ct">Ends the process.</param>
    public async Task ReadAsync(string path, TextSink sink, CancellationToken ct)
    {
        if (Program is null) throw new DocumentException(AttachmentProblems.NoPdfToText);
        string[] limiter = Limiter is null ? [] : [Limiter, MostMemory, MostSeconds, "--"];
        var page = 1;
        sink.Mark(Page(page));
        try
        {
            var result = await ChildProcess.RunAsync(
                [.. limiter, Program, "-enc", "UTF-8", "-l", MostPages.ToString(CultureInfo.InvariantCulture), "--", path, "-"],
                words =>
                {
                    // A form feed ends each page.
                    for (var rest = words.Span; ; sink.Mark(Page(++page)))
                    {
                        var end = rest.IndexOf('\f');
                        sink.Add(end < 0 ? rest : rest[..end]);
                        if (end < 0) break;
                        rest = rest[(end + 1)..];
                    }

                    return !sink.Full;
                },
                ct);
            if (Problem(result) is { } problem && sink.IsEmpty) throw new DocumentException(problem);
        }
        catch (Win32Exception e)
        {
            throw new DocumentException(AttachmentProblems.NoPdfToText, e);
        }
    }

    private static string Page(int number) => string.Create(CultureInfo.InvariantCulture, $"p. {number}");

    private static string? Problem(ChildResult result) => result switch
    {
        { ExitCode: null or 0 } => null,
        { ExitCode: 3 } => AttachmentProblems.Encrypted,
        _ when result.Errors.Contains("password", StringComparison.OrdinalIgnoreCase) => AttachmentProblems.Encrypted,
        _ => AttachmentProblems.Damaged,
    };
}
