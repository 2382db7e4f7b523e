using System.Globalization;
using System.Text;
using Dinghy.DingTalk.Workflow;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Workflow;

/// <summary>An approval's form and history in plain lines. All of it was written by others.</summary>
internal static class FormWords
{
    private const int MaxValue = 2_000;
    private const int MaxForm = 20_000;
    private const int MaxRecords = 30;
    private const string Photos = "DDPhotoField";

    /// <summary>Cut at a bound, which is said.</summary>
    public static string Of(ProcessInstance instance) => Uncut(instance) is var text && text.Length <= MaxForm ? text : Fence.Start(text, MaxForm) + "\n[cut here: the form is longer]";

    /// <summary>Nothing of it is left out of the words: no long value, no picture that stands in the form as an address, no file of a comment, no old history.</summary>
    public static bool IsWhole(ProcessInstance instance) =>
        Uncut(instance).Length <= MaxForm && instance.Form.All(IsWhole) && instance.Records.Count <= MaxRecords
        && instance.Records.All(record => record.Attachments.Count == 0 && (record.Remark?.Length ?? 0) <= MaxValue);

    private static bool IsWhole(FormField field) =>
        field.Attachments.Count > 0 || (field.Rows.Count > 0 ? field.Rows.All(row => row.All(IsWhole)) : Words(field).Length <= MaxValue && !(field.ComponentType == Photos && field.Items.Count > 0));

    private static string Uncut(ProcessInstance instance)
    {
        var lines = new StringBuilder();
        foreach (var field in instance.Form) Add(lines, field, indent: "");
        if (instance.Records.Any(record => record.Remark is not null || record.Result != ProcessTaskResult.None))
        {
            lines.AppendLine().AppendLine("[history]");
            foreach (var record in instance.Records.TakeLast(MaxRecords))
                lines.AppendLine(CultureInfo.InvariantCulture, $"{record.At:yyyy-MM-dd HH:mm} {record.Type} {Word(record.Result)}{(record.Remark is { } remark ? $": {Line(remark)}" : "")}");
        }

        return lines.ToString().TrimEnd();
    }

    /// <summary>Files of the form, in its order.</summary>
    public static IReadOnlyList<FormAttachment> Files(ProcessInstance instance) =>
        [.. instance.Form.SelectMany(field => field.Attachments.Concat(field.Rows.SelectMany(row => row).SelectMany(cell => cell.Attachments)))];

    private static void Add(StringBuilder lines, FormField field, string indent)
    {
        lines.Append(indent).Append(Fence.Label(field.Name, 100)).Append(": ");
        if (field.Attachments.Count > 0)
        {
            lines.AppendLine(string.Join(", ", field.Attachments.Select(file => Fence.Label(file.FileName, 100))));
        }
        else if (field.Rows.Count > 0)
        {
            lines.AppendLine();
            for (var i = 0; i < field.Rows.Count; i++)
            {
                lines.AppendLine(CultureInfo.InvariantCulture, $"{indent}  ({i + 1})");
                foreach (var cell in field.Rows[i]) Add(lines, cell, indent + "    ");
            }
        }
        else
        {
            lines.AppendLine(Line(Words(field)));
        }
    }

    private static string Words(FormField field) => field.Items.Count > 0 ? string.Join(", ", field.Items) : field.Value;

    private static string Line(string value) => value.ReplaceLineEndings(" ") is var line && line.Length <= MaxValue ? line : Fence.Start(line, MaxValue) + " [cut here: the value is longer]";

    private static string Word(ProcessTaskResult result) => result == ProcessTaskResult.None ? "" : result.ToString().ToLowerInvariant();

    /// <summary>Above the summary: what DingTalk itself says.</summary>
    public static string Head(ProcessInstance instance, Language language)
    {
        var (zh, title) = (language == Language.Chinese, Fence.Label(instance.Title, 200));
        List<string> facts = [];
        if (instance.BusinessId is { } number) facts.Add(zh ? $"审批编号 {Fence.Label(number, 40)}" : $"No. {Fence.Label(number, 40)}");
        if (instance.OriginatorDepartmentName is { } department) facts.Add(zh ? $"部门 {Fence.Label(department, 60)}" : $"department {Fence.Label(department, 60)}");
        var head = $"**{(title.Length > 0 ? title : zh ? "审批" : "Approval")}**";
        return facts.Count == 0 ? head : $"{head}\n{string.Join(zh ? "，" : ", ", facts)}";
    }
}
