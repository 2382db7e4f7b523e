namespace Dinghy.DingTalk.Workflow;

/// <summary>One control of a filled-in form.</summary>
/// <param name="Name">As the form shows it, e.g. 事由.</param>
/// <param name="Value">Always text on the wire: controls with several values hold JSON, read into <see cref="Items"/>, <see cref="Rows"/> and <see cref="Attachments"/>.</param>
public sealed record FormField(string Name, string Value)
{
    public string? Id { get; init; }

    /// <summary>DingTalk's kind of control, e.g. TextField, DDDateField, TableField, DDAttachment.</summary>
    public string? ComponentType { get; init; }

    /// <summary>The name that programs may rely on, e.g. reason.</summary>
    public string? Alias { get; init; }

    /// <summary>What the control adds to its value, JSON text mostly.</summary>
    public string? ExtraValue { get; init; }

    /// <summary>Several choices, dates or picture addresses; empty for a control with one value.</summary>
    public IReadOnlyList<string> Items { get; init; } = [];

    /// <summary>The lines of a table.</summary>
    public IReadOnlyList<IReadOnlyList<FormField>> Rows { get; init; } = [];

    public IReadOnlyList<FormAttachment> Attachments { get; init; } = [];
}

/// <summary>A file of a form or comment, to be fetched with <see cref="WorkflowApi.GetAttachmentAsync"/>.</summary>
/// <param name="FileId">Names it in that call.</param>
/// <param name="FileName">With its ending; the address to download from has another.</param>
public sealed record FormAttachment(string FileId, string FileName)
{
    public string? SpaceId { get; init; }

    /// <summary>The ending, e.g. pdf.</summary>
    public string? FileType { get; init; }

    /// <summary>In bytes; null when DingTalk does not say.</summary>
    public long? Size { get; init; }
}
