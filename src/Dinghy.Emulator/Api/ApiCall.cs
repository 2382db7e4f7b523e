using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Dinghy.Emulator;

/// <summary>A call whose body is in.</summary>
/// <param name="Http">The request.</param>
/// <param name="Body">Its body.</param>
/// <param name="ArrivedAt">Timestamp when the body was in.</param>
/// <param name="Receipt">False: a fault switch will cut the answer.</param>
internal sealed record ApiCall(HttpRequest Http, ReadOnlyMemory<byte> Body, long ArrivedAt, bool Receipt)
{
    public bool IsJson => Http.ContentType is { } type
        && type.AsSpan(0, type.IndexOf(';') is >= 0 and var end ? end : type.Length).Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);

    /// <summary>The JSON object of the body; <c>null</c> when it is none.</summary>
    public JsonElement? Object()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>For the new API: a form or an empty body is "missing", broken JSON is an invalid parameter.</summary>
    public bool TryObject(out JsonElement body, out ApiAnswer problem)
    {
        body = default;
        problem = ApiErrors.MissingBody;
        if (!IsJson || Body.IsEmpty) return false;
        problem = ApiErrors.InvalidParameter("body is not a JSON object");
        if (Object() is not { } found) return false;
        body = found;
        return true;
    }
}
