using System.Text.Json;

namespace Dinghy.Gateway.Configuration;

/// <summary>
/// The published JSON Schema. The loader folds keys, finds unknown ones and takes its limits by this very text,
/// so what an editor is told and what the program does can not differ.
/// </summary>
internal static class ConfigSchema
{
    private static readonly Lazy<string> LazyText = new(ReadText);
    private static readonly Lazy<ConfigShape> LazyShape = new(ReadShape);

    /// <summary>JSON Schema, draft 2020-12.</summary>
    public static string Text => LazyText.Value;

    internal static ConfigShape Shape => LazyShape.Value;

    private static string ReadText()
    {
        using var stream = typeof(ConfigSchema).Assembly.GetManifestResourceStream("dinghy.schema.json")
            ?? throw new InvalidOperationException("The schema is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static ConfigShape ReadShape()
    {
        using var document = JsonDocument.Parse(Text);
        return new ShapeBuilder(document.RootElement).Build();
    }
}
