using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dinghy.Gateway.Models.Wire;

namespace Dinghy.Gateway.Models;

/// <summary>Turns what the network and the provider did into a <see cref="ModelException"/>: the one place where they are translated.</summary>
internal sealed class FaultFactory(ModelEndpoint endpoint, TimeProvider time)
{
    /// <summary>Set once the answer's headers are there.</summary>
    public string? RequestId { get; private set; }

    public ModelException Make(ModelFault fault, string? detail = null, Exception? inner = null) =>
        new(fault, endpoint.Provider, FaultSentence.Of(fault, endpoint, detail: detail), inner) { RequestId = RequestId };

    /// <summary>A bound of ours was reached: asking again would only cost the same again.</summary>
    public ModelException PastBound(string bound) =>
        new(ModelFault.BadResponse, endpoint.Provider, FaultSentence.Of(ModelFault.BadResponse, endpoint, detail: $"more than {bound}"))
        {
            RequestId = RequestId,
            Transient = false,
        };

    /// <param name="status">The HTTP status; null for an error inside a stream.</param>
    /// <param name="error">Null where the body said nothing readable.</param>
    /// <param name="retryAfter">As asked by the provider's header.</param>
    public ModelException Refused(int? status, OpenAiError? error, TimeSpan? retryAfter = null)
    {
        var fault = FaultTable.Of(status, error);
        var code = Plain(error?.Code, 64) ?? Plain(error?.Type, 64);
        return new ModelException(fault, endpoint.Provider, FaultSentence.Of(fault, endpoint, status, code))
        {
            Status = status,
            Code = code,
            RequestId = RequestId ?? Plain(error?.RequestId, 128),
            RetryAfter = retryAfter,
        };
    }

    /// <summary>What broke while sending, or while reading once headers were there. Null: not a fault of the network, let it fly.</summary>
    public ModelException? Broken(Exception error, bool answering) => error switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } =>
            Make(ModelFault.BadResponse, "not HTTP as we know it", error),
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        } http => Make(ModelFault.Unreachable, http.HttpRequestError.ToString(), error),
        OperationCanceledException when !answering => Make(ModelFault.Unreachable, "connecting took too long", error),
        HttpRequestException or IOException or OperationCanceledException =>
            Make(ModelFault.Cut, answering ? "the connection broke" : "the connection broke before any answer", error),

        // Its message may quote what was read.
        JsonException or InvalidOperationException when answering => Make(ModelFault.BadResponse, "not the JSON of this protocol"),
        _ => null,
    };

    public void Remember(HttpResponseHeaders headers) =>
        RequestId = Header(headers, "x-request-id") ?? Header(headers, "request-id") ?? Header(headers, "x-ds-trace-id");

    public TimeSpan? RetryAfter(HttpResponseHeaders headers)
    {
        var wait = headers.RetryAfter?.Delta ?? headers.RetryAfter?.Date - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>Reads an error body of any shape: null where it is not JSON (HTML of a proxy, an empty body).</summary>
    public static OpenAiError? ReadError(ReadOnlyMemory<byte> body) => ReadError(Encoding.UTF8.GetString(body.Span));

    public static OpenAiError? ReadError(string body)
    {
        try
        {
            // Gemini wraps its error into a list.
            if (body.AsSpan().TrimStart() is ['[', ..]) return JsonSerializer.Deserialize(body, OpenAiJson.Default.ListOpenAiChunk)?.FirstOrDefault()?.AnyError();
            return JsonSerializer.Deserialize(body, OpenAiJson.Default.OpenAiChunk)?.AnyError();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Header(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? Plain(values.FirstOrDefault(), 128) : null;

    /// <summary>Codes and ids go into logs: what is not made like one is dropped whole.</summary>
    private static string? Plain(string? value, int longest) =>
        value is { Length: > 0 } && value.Length <= longest
        && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or '-') ? value : null;
}
