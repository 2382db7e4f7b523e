using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Dinghy.Emulator;

/// <summary>Reading and writing the control API's JSON.</summary>
internal static class ControlReply
{
    /// <summary>A page from elsewhere can post a form or plain text without being asked; JSON it can not.</summary>
    public static void NeedJson(HttpContext http)
    {
        if (http.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
            throw new ControlException("The body must be application/json.");
    }

    public static string Need(string? value, string name) => value ?? throw new ControlException($"'{name}' is missing.");

    public static async Task<T> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
    {
        NeedJson(http);
        return await JsonSerializer.DeserializeAsync(http.Request.Body, type, http.RequestAborted) ?? throw new ControlException("The body is null.");
    }

    public static async Task WriteAsync<T>(HttpContext http, T value, JsonTypeInfo<T> type)
    {
        http.Response.ContentType = "application/json;charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        await JsonSerializer.SerializeAsync(http.Response.Body, value, type, http.RequestAborted);
    }

    public static Task ProblemAsync(HttpContext http, int status, string error)
    {
        http.Response.StatusCode = status;
        return WriteAsync(http, new ProblemView(error), ControlText.Json.ProblemView);
    }
}
