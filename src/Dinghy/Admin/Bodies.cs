using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dinghy.WebConsole;
using Microsoft.AspNetCore.Http.Features;

namespace Dinghy.Admin;

/// <summary>
/// The one reader of JSON bodies on the gateway's own port, in the names that it speaks: bound by itself a body would be read in camelCase. Only what calls
/// itself JSON is read: another page could send a form, but not this type without asking first.
/// </summary>
internal static class Bodies
{
    /// <exception cref="BadHttpRequestException">It is none of this form; <see cref="AnswerAsync"/> tells it to whoever called.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken ct) where T : class
    {
        if (!request.HasJsonContentType()) throw new BadHttpRequestException("Send a JSON body, with Content-Type: application/json.", StatusCodes.Status415UnsupportedMediaType);
        try
        {
            return await request.ReadFromJsonAsync(type, ct) ?? throw new BadHttpRequestException("The body is null: send a JSON object.", StatusCodes.Status400BadRequest);
        }
        catch (JsonException e)
        {
            // Where, never what: a body may hold a secret.
            throw new BadHttpRequestException($"The body is no JSON of this form{(e.Path is { Length: > 1 } path ? $", at {path}" : "")}{(e.LineNumber is { } line ? $", line {line + 1}" : "")}.", StatusCodes.Status400BadRequest, e);
        }
        catch (InvalidOperationException e)
        {
            throw new BadHttpRequestException("The charset of Content-Type is not known: send UTF-8.", StatusCodes.Status415UnsupportedMediaType, e);
        }
    }

    /// <summary>The same where there may be no body; null: there is none.</summary>
    /// <exception cref="BadHttpRequestException">As for <see cref="ReadAsync"/>.</exception>
    public static async Task<T?> ReadIfAnyAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken ct) where T : class =>
        request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } ? null : await ReadAsync(request, type, ct);

    /// <summary>Around every route: says what was wrong with a body.</summary>
    public static async Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            http.Response.StatusCode = e.StatusCode;
            await http.Response.WriteAsJsonAsync(new ConsoleFault("bad_request") { Problem = e.Message }, ConsoleJson.Default.ConsoleFault, cancellationToken: http.RequestAborted);
        }
    }
}
