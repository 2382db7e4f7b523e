using System.Text;
using System.Text.Json;

namespace Dinghy.Emulator;

/// <summary>Variables as the card calls carry them: <c>{"cardParamMap":{key: string}}</c>.</summary>
internal static class CardData
{
    private const int MaxKeyBytes = 100;
    private static readonly Dictionary<string, string> s_none = [];

    /// <summary>The variables under a member; empty when it is absent.</summary>
    public static bool TryRead(JsonElement body, string name, int maxBytes, out Dictionary<string, string> values, out ApiAnswer problem)
    {
        values = s_none;
        problem = CardErrors.Invalid($"{name} is not an object with a cardParamMap");
        if (!body.TryGetProperty(name, out var data) || data.ValueKind == JsonValueKind.Null) return true;
        return data.Member("cardParamMap", JsonValueKind.Object) is { } map && TryReadMap(map, maxBytes, out values, out problem);
    }

    /// <summary>Per user: <c>{userId: {"cardParamMap": …}}</c>.</summary>
    public static bool TryReadPrivate(JsonElement body, int maxBytes, Func<string, string?> staffId, out Dictionary<string, Dictionary<string, string>> values, out ApiAnswer problem)
    {
        values = new(StringComparer.Ordinal);
        problem = CardErrors.Invalid("privateData is not an object");
        if (!body.TryGetProperty("privateData", out var data) || data.ValueKind == JsonValueKind.Null) return true;
        if (data.ValueKind != JsonValueKind.Object) return false;
        foreach (var user in data.EnumerateObject())
        {
            problem = CardErrors.Of("param.userIdNotExist");
            if (staffId(user.Name) is not { } known) return false;
            problem = CardErrors.Invalid("privateData has no cardParamMap");
            if (user.Value.Member("cardParamMap", JsonValueKind.Object) is not { } map || !TryReadMap(map, maxBytes, out var one, out problem)) return false;
            values[known] = one;
        }

        return true;
    }

    private static bool TryReadMap(JsonElement map, int maxBytes, out Dictionary<string, string> values, out ApiAnswer problem)
    {
        values = new(StringComparer.Ordinal);
        problem = CardErrors.Invalid("all values of a cardParamMap must be strings");
        var total = 0;
        foreach (var member in map.EnumerateObject())
        {
            if (member.Value.Text() is not { } value) return false;
            if (Encoding.UTF8.GetByteCount(member.Name) > MaxKeyBytes)
            {
                problem = CardErrors.Invalid($"a key of a cardParamMap has more than {MaxKeyBytes} bytes");
                return false;
            }

            total += Encoding.UTF8.GetByteCount(member.Name) + Encoding.UTF8.GetByteCount(value);
            values[member.Name] = value;
        }

        problem = CardErrors.Invalid("content is too large");
        return maxBytes <= 0 || total <= maxBytes;
    }
}

/// <summary>The card calls' errors: the message is mostly the code.</summary>
internal static class CardErrors
{
    public static ApiAnswer Of(string code, string? message = null) => ApiAnswer.Error(400, code, message ?? code);

    public static ApiAnswer Invalid(string message) => Of("param.invalid", message);

    public static ApiAnswer UnknownKey => ApiAnswer.Error(500, "unknownError", "未知错误");
}
