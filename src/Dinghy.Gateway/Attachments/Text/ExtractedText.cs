namespace Dinghy.Gateway.Attachments.Text;

/// <summary>What a document gave.</summary>
/// <param name="Words">Null where there is nothing to read.</param>
/// <param name="Cut">There was more.</param>
/// <param name="Problem">See <see cref="AttachmentProblems"/>; words may be there all the same.</param>
internal sealed record ExtractedText(string? Words, bool Cut, string? Problem)
{
    /// <summary>Where pages, slides and sheets begin; empty for texts without any.</summary>
    public IReadOnlyList<TextMark> Marks { get; init; } = [];

    public static ExtractedText Failed(string problem) => new(null, Cut: false, problem);

    public static ExtractedText Of(TextSink sink) => sink.IsEmpty ? Failed(AttachmentProblems.NoWords) : new(sink.ToString(), sink.Full, Problem: null) { Marks = sink.Marks };
}

/// <summary>The document can not be read any further.</summary>
internal sealed class DocumentException(string problem, Exception? inner = null) : Exception(problem, inner)
{
    /// <summary>See <see cref="AttachmentProblems"/>.</summary>
    public string Problem { get; } = problem;
}
