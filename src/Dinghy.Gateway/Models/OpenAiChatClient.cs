using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Models;

/// <summary>
/// <see cref="IChatClient"/> over any OpenAI-compatible <c>chat/completions</c>, always streamed on the wire. Throws
/// <see cref="ModelException"/>, or <see cref="OperationCanceledException"/> when the caller cancels. An enumeration that ends without
/// an exception was a whole answer; its text may still be empty.
/// </summary>
internal sealed class OpenAiChatClient(HttpClient http, OpenAiEndpoint endpoint, TimeProvider time, ILogger log) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new(endpoint.Provider, endpoint.Address, endpoint.Model);

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var call = new OpenAiCall(http, endpoint, time, log, cancellationToken);
        while (await call.NextAsync(messages, options) is { } update) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this : null;

    /// <summary>The connections belong to whoever made them.</summary>
    public void Dispose() { }
}
