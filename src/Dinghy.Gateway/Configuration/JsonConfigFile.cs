using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Dinghy.Gateway.Configuration;

/// <summary>JSON with comments and trailing commas, from any bytes: a tree, or faults with their line and column.</summary>
internal static class JsonConfigFile
{
    /// <summary>Bytes. A configuration is written by hand; a larger file is some other file.</summary>
    internal const int MaxBytes = 1024 * 1024;

    /// <summary>Levels of nesting; the deepest key of the schema stands at six.</summary>
    internal const int MaxDepth = 32;

    private static readonly JsonDocumentOptions Options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = MaxDepth,
    };

    public static MapNode? Parse(byte[] bytes, string file, ConfigReport report)
    {
        if (Check(bytes, file, report) is not { } body)
            return null;
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            switch (Convert(document.RootElement, "", null, report))
            {
                case MapNode map:
                    return map;
                case { } other:
                    report.FaultHidden(other with { Path = file }, "an object: { \"channels\": … }");
                    return null;
                default:
                    return null;
            }
        }
        catch (JsonException fault)
        {
            ReportSyntax(fault, body.Span, file, report);
            return null;
        }
    }

    /// <summary>A value given in a variable; null when it is no JSON.</summary>
    public static ConfigNode? ParseValue(string text, string path, string? variable, ConfigReport report)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            return Convert(document.RootElement, path, variable, report);
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static ReadOnlyMemory<byte>? Check(byte[] bytes, string file, ConfigReport report)
    {
        ReadOnlyMemory<byte> body = bytes;
        if (bytes.Length > MaxBytes)
            report.Fault(file, $"more than {MaxBytes} bytes", "a file of at most 1 MiB");
        else if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            report.Fault(file, "UTF-16", "save the file as UTF-8");
        else if (!Utf8.IsValid(bytes))
            report.Fault(file, $"bytes that are no UTF-8 at {Position(bytes, FirstInvalid(bytes))}", "save the file as UTF-8");
        else
        {
            if (bytes is [0xEF, 0xBB, 0xBF, ..])
                body = body[3..];
            if (body.Span.IndexOfAnyExcept(" \t\r\n"u8) >= 0)
                return body;
            report.Fault(file, "an empty file", "write {} or remove the file");
        }

        return null;
    }

    // Null means that a fault was reported and the value is left out.
    private static ConfigNode? Convert(JsonElement element, string path, string? variable, ConfigReport report)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                return ConvertObject(element, path, variable, report);
            case JsonValueKind.Array:
                var items = new List<ConfigNode>();
                foreach (var item in element.EnumerateArray())
                {
                    if (Convert(item, $"{path}[{items.Count}]", variable, report) is { } node)
                        items.Add(node);
                    else
                        break; // One fault a list is enough: the rest of a hostile one would be the same.
                }

                return new ListNode(path, variable, items);
            case JsonValueKind.String:
                if (Text(element) is { } text)
                    return new ScalarNode(path, variable, ScalarKind.Text, text);
                report.Fault(path, "half of a surrogate pair", "a text of whole characters");
                return null;
            case JsonValueKind.Number:
                return new ScalarNode(path, variable, ScalarKind.Number, element.GetRawText());
            case JsonValueKind.Null:
                return new ScalarNode(path, variable, ScalarKind.Null, "null");
            default:
                return new ScalarNode(path, variable, ScalarKind.Flag, element.GetRawText());
        }
    }

    private static MapNode ConvertObject(JsonElement element, string path, string? variable, ConfigReport report)
    {
        var entries = new OrderedDictionary<string, ConfigNode>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            if (Name(property) is not { } name)
            {
                report.Fault(path.Length == 0 ? "(top level)" : path, "a key with half of a surrogate pair", "keys of whole characters");
                continue;
            }

            var place = ConfigReport.Join(path, name);
            if (Convert(property.Value, place, variable, report) is { } node && !entries.TryAdd(name, node))
                report.Fault(place, "the key twice", "write it once");
        }

        return new(path, variable, MapNode.Listed(entries));
    }

    private static string? Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null; // An escape such as \ud800 without its other half.
        }
    }

    private static string? Text(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static void ReportSyntax(JsonException fault, ReadOnlySpan<byte> body, string file, ConfigReport report)
    {
        if (FirstTooDeep(body) is { } deep)
        {
            report.Fault(file, $"deep nesting at {Position(body, deep)}", $"at most {MaxDepth} levels");
            return;
        }

        var line = (int)Math.Min(fault.LineNumber ?? 0, int.MaxValue);
        var start = 0;
        for (var i = 0; i < line; i++)
            start += body[start..].IndexOf((byte)'\n') + 1;
        var at = (int)Math.Min(start + (fault.BytePositionInLine ?? 0), body.Length);
        var json5 = at < body.Length && (char.IsAsciiLetter((char)body[at]) || body[at] is (byte)'\'' or (byte)'_' or (byte)'$');
        report.Fault(file, $"no JSON at {Position(body, at)}", json5
            ? "keys and texts need double quotes (JSON5 is not read by this version)"
            : "a comma, quote or bracket is missing or too much there or just before");
    }

    // The parser tells a depth it does not take from other faults only in its message.
    private static int? FirstTooDeep(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions
        {
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            MaxDepth = MaxDepth * 2,
        });
        try
        {
            while (reader.Read())
            {
                // An opening bracket still counts the level outside it.
                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject && reader.CurrentDepth >= MaxDepth)
                    return (int)reader.TokenStartIndex;
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return null;
    }

    private static string Position(ReadOnlySpan<byte> bytes, int at)
    {
        var before = bytes[..at];
        var line = before.Count((byte)'\n') + 1;
        var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return $"line {line}, column {column}";
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
            at += length;
        return at;
    }
}
