using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Dinghy.Emulator;

/// <summary>The arguments of a call under <c>/topapi/</c>: JSON or a form, every value as text.</summary>
internal sealed class TopCall
{
    private readonly Dictionary<string, string> _arguments = new(StringComparer.Ordinal);

    /// <returns>False: neither JSON nor a form, or JSON that is no object.</returns>
    public static bool TryRead(ApiCall call, out TopCall arguments, out ApiAnswer problem)
    {
        arguments = new TopCall();
        problem = Invalid("body");
        if (call.IsJson)
        {
            if (call.Object() is not { } body) return false;
            foreach (var member in body.EnumerateObject())
                if (Scalar(member.Value) is { } text) arguments._arguments[member.Name] = text;
            return true;
        }

        problem = Refuse(43004, "无效的HTTP HEADER Content-Type");
        if (call.Http.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true) return false;
        using var form = new FormReader(System.Text.Encoding.UTF8.GetString(call.Body.Span));
        foreach (var (name, values) in form.ReadForm()) arguments._arguments[name] = values.ToString();
        return true;
    }

    public static ApiAnswer Refuse(int code, string message) => ApiAnswer.Legacy(code, message, requestId: true);

    public static ApiAnswer Invalid(string name) => Refuse(40035, $"不合法的参数 {name}");

    public string? Text(string name) => _arguments.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;

    private static string? Scalar(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False ? value.GetRawText() : value.Text();

    public long? Number(string name) => long.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
