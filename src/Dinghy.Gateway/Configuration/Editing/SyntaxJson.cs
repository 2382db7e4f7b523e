using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dinghy.Gateway.Configuration.Files;

namespace Dinghy.Gateway.Configuration.Editing;

/// <summary>A configuration's text, in whichever form, as plain JSON for programs that read no other.</summary>
internal static class SyntaxJson
{
    public static string Of(SyntaxNode root)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) Write(json, root);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, SyntaxNode node)
    {
        switch (node)
        {
            case SyntaxObject map:
                json.WriteStartObject();
                // Of two of one name the last one counts, as for every reader.
                foreach (var member in map.Members.GroupBy(member => member.Name, StringComparer.Ordinal).Select(group => group.Last()))
                {
                    json.WritePropertyName(member.Name);
                    Write(json, member.Value);
                }

                json.WriteEndObject();
                break;
            case SyntaxList list:
                json.WriteStartArray();
                foreach (var item in list.Items) Write(json, item);
                json.WriteEndArray();
                break;
            case SyntaxScalar { Kind: ScalarKind.Null }:
                json.WriteNullValue();
                break;
            case SyntaxScalar { Kind: ScalarKind.Flag } flag:
                json.WriteBooleanValue(flag.Text.Equals("true", StringComparison.OrdinalIgnoreCase));
                break;
            case SyntaxScalar { Kind: ScalarKind.Number } number when double.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value):
                if (long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) json.WriteNumberValue(whole);
                else json.WriteNumberValue(value);
                break;
            case SyntaxScalar text:
                json.WriteStringValue(text.Text);
                break;
        }
    }
}
