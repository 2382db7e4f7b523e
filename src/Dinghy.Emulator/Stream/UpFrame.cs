using System.Text.Json;

namespace Dinghy.Emulator;

/// <summary>An acknowledgement from a client.</summary>
internal sealed record UpFrame(int Code, string MessageId, string? Data)
{
    /// <summary>The frame; <c>null</c> when it is no acknowledgement.</summary>
    public static UpFrame? Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            if (!root.TryGetProperty("code", out var code) || code.ValueKind != JsonValueKind.Number || !code.TryGetInt32(out var number)) return null;
            if (!root.TryGetProperty("headers", out var headers) || headers.ValueKind != JsonValueKind.Object) return null;
            if (headers.Text("messageId") is not { Length: > 0 } id) return null;
            return new UpFrame(number, id, root.Text("data"));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the answer to a push means success: code 200 and, for an EVENT, a status other than LATER.</summary>
    public bool Accepts(string type) => Code == 200 && !(type == StreamTopics.Event && Field("status") == "LATER");

    /// <summary>A string member of the JSON inside <see cref="Data"/>.</summary>
    public string? Field(string name)
    {
        if (Data is null) return null;
        try
        {
            using var document = JsonDocument.Parse(Data);
            return document.RootElement.Text(name);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
