using System.Text.Json;

namespace Dinghy.Emulator;

/// <summary>Reading what others send, without trusting a type.</summary>
internal static class JsonReading
{
    /// <summary>A string member; <c>null</c> when absent, of another type, or not valid UTF-16.</summary>
    public static string? Text(this JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value)) return null;
        return value.Text();
    }

    public static string? Text(this JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, written as an escape.
            return null;
        }
    }

    public static JsonElement? Member(this JsonElement element, string name, JsonValueKind kind) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : null;

    /// <summary>Whether a member is <c>true</c>, or the text of it.</summary>
    public static bool Flag(this JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
        && (value.ValueKind == JsonValueKind.True || string.Equals(value.Text(), "true", StringComparison.OrdinalIgnoreCase));
}
