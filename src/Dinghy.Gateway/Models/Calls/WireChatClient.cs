using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Models;

/// <summary>
/// <see cref="IChatClient"/> over one endpoint, always streamed on the wire. Throws <see cref="ModelException"/>, or
/// <see cref="OperationCanceledException"/> when the caller cancels. An enumeration that ends without an exception was a whole answer; its
/// text may still be empty.
/// </summary>
internal sealed class WireChatClient(HttpClient http, ModelEndpoint endpoint, TimeProvider time, ILogger log) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new(endpoint.Provider, endpoint.Address, endpoint.Model);

    private volatile bool _takesNoTools;

    public ModelEndpoint Endpoint => endpoint;

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <summary>A host that refuses tools is asked once more without them, and so from then on.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var history = HistoryRepair.Of(messages, endpoint.Facts.Sees);
        if (_takesNoTools || !endpoint.Facts.Tools) options = WithoutTools(options);
        var call = new ModelCall(http, endpoint, time, log, cancellationToken);
        try
        {
            ChatResponseUpdate? update;
            try
            {
                update = await call.NextAsync(history, options);
            }
            catch (ModelException fault) when (fault.Fault == ModelFault.NoTools && MayDoWithout(history, options))
            {
                log.WithoutTools(endpoint.Provider, endpoint.Model);
                (_takesNoTools, options) = (true, WithoutTools(options));
                await call.DisposeAsync();
                call = new ModelCall(http, endpoint, time, log, cancellationToken);
                update = await call.NextAsync(history, options);
            }

            for (; update is not null; update = await call.NextAsync(history, options)) yield return update;
        }
        finally
        {
            await call.DisposeAsync();
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this : null;

    /// <summary>The connections belong to whoever made them.</summary>
    public void Dispose() { }

    /// <summary>Once a tool's result is in the conversation, the host has shown that it takes tools: then the complaint is about something else.</summary>
    private static bool MayDoWithout(IReadOnlyList<ChatMessage> messages, ChatOptions? options) =>
        options?.Tools is { Count: > 0 } && !messages.Any(message => message.Role == ChatRole.Tool);

    private static ChatOptions? WithoutTools(ChatOptions? options)
    {
        if (options?.Tools is not { Count: > 0 }) return options;
        options = options.Clone();
        (options.Tools, options.ToolMode) = (null, null);
        return options;
    }
}
