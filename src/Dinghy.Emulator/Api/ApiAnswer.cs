using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dinghy.Emulator;

/// <summary>An answer ready to be written.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">For the request log: <c>ok</c>, or DingTalk's code.</param>
/// <param name="Body">Bytes.</param>
/// <param name="ContentType">Of the body.</param>
internal sealed record ApiAnswer(int Status, string Code, ReadOnlyMemory<byte> Body, string ContentType = "application/json;charset=utf-8")
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A success with a body.</summary>
    public static ApiAnswer Ok(Action<Utf8JsonWriter> write) => new(200, "ok", Json(write));

    /// <summary>The legacy success.</summary>
    public static ApiAnswer LegacyOk() => Legacy(0, "ok");

    /// <summary>A legacy answer: always HTTP 200.</summary>
    public static ApiAnswer Legacy(int errcode, string errmsg, bool requestId = false) => new(200, errcode == 0 ? "ok" : errcode.ToString(), Json(json =>
    {
        json.WriteNumber("errcode", errcode);
        json.WriteString("errmsg", errmsg);
        if (requestId) json.WriteString("request_id", Ids.ShortRequestId());
    }));

    /// <summary>An error of the new API.</summary>
    public static ApiAnswer Error(int status, string code, string message, string? requiredScope = null) => new(status, code, Json(json =>
    {
        json.WriteString("code", code);
        json.WriteString("requestid", Ids.RequestId());
        json.WriteString("message", message);
        if (requiredScope is null) return;
        json.WriteStartObject("accessdenieddetail");
        json.WriteStartArray("requiredScopes");
        json.WriteStringValue(requiredScope);
        json.WriteEndArray();
        json.WriteEndObject();
    }));

    /// <summary>A page, as a gateway in trouble sends it.</summary>
    public static ApiAnswer Html(int status, string text) =>
        new(status, "html", Encoding.UTF8.GetBytes($"<html><head><title>{status} {text}</title></head><body><h1>{status} {text}</h1></body></html>"), "text/html");

    /// <summary>The same as XML, for a caller that did not ask for JSON. Flat objects only.</summary>
    public ApiAnswer ToXml(string root)
    {
        using var document = JsonDocument.Parse(Body);
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").Append('<').Append(root).Append('>');
        foreach (var member in document.RootElement.EnumerateObject())
            xml.Append('<').Append(member.Name).Append('>').Append(System.Security.SecurityElement.Escape(member.Value.ToString())).Append("</").Append(member.Name).Append('>');
        return this with { Body = Encoding.UTF8.GetBytes(xml.Append("</").Append(root).Append('>').ToString()), ContentType = "application/xml;charset=utf-8" };
    }

    private static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using var json = new Utf8JsonWriter(buffer, s_options);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
