using System.Text.Json;
using Dinghy.DingTalk.Wire;

namespace Dinghy.DingTalk.Workflow;

/// <summary>Reads a form's controls; those that hold several values hold them as JSON text.</summary>
internal static class FormReader
{
    private const int MostFields = 500;
    private const int MostRows = 200;

    public static IReadOnlyList<FormField> Fields(JsonElement item, string name) => [.. item.Items(name).Take(MostFields).Select(Field).OfType<FormField>()];

    public static IReadOnlyList<FormAttachment> Attachments(IEnumerable<JsonElement> items) => [.. items.Take(MostFields).Select(Attachment).OfType<FormAttachment>()];

    private static FormField? Field(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object || item.FirstFilled("name", "label", "id") is not { } name) return null;
        var inside = item.Items("value").Take(MostRows).ToList();
        return new FormField(name, item.Text("value") ?? item.Get("value")?.GetRawText() ?? "")
        {
            Id = item.Filled("id"),
            ComponentType = item.Filled("componentType"),
            Alias = item.Filled("bizAlias"),
            ExtraValue = item.Filled("extValue"),
            Items = [.. inside.Select(value => value.AsText()).OfType<string>()],
            Rows = [.. inside.Select(Row).OfType<IReadOnlyList<FormField>>()],
            Attachments = Attachments(inside),
        };
    }

    // A row is a list of controls, or an object that holds them as rowValue.
    private static IReadOnlyList<FormField>? Row(JsonElement value)
    {
        var cells = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : value.Items("rowValue");
        var fields = cells.Take(MostFields).Select(Field).OfType<FormField>().ToList();
        return fields.Count > 0 ? fields : null;
    }

    private static FormAttachment? Attachment(JsonElement item) => item.Filled("fileId") is not { } id ? null : new(id, item.Filled("fileName") ?? id)
    {
        SpaceId = item.Filled("spaceId"),
        FileType = item.Filled("fileType"),
        Size = item.Integer("fileSize"),
    };
}
