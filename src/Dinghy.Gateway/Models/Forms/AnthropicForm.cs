using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>Anthropic's Messages API, and what others offer in its form (Kimi for coding, MiniMax). Docs: decision 0060 says why by hand.</summary>
internal sealed class AnthropicForm : IWireForm
{
    private const string Version = "2023-06-01";

    public static AnthropicForm Instance { get; } = new();

    public byte[] Write(IReadOnlyList<ChatMessage> messages, ChatOptions? options, ModelEndpoint endpoint, FaultFactory faults) =>
        AnthropicRequestWriter.Write(messages, options, endpoint, faults);

    public void Sign(HttpRequestMessage request, ModelEndpoint endpoint)
    {
        request.Headers.TryAddWithoutValidation("anthropic-version", Version);
        if (endpoint.Key is not { } key) return;
        request.Headers.TryAddWithoutValidation("x-api-key", key.Reveal());

        // Those who borrowed the form look in either place.
        if (!endpoint.Address.Host.EndsWith("anthropic.com", StringComparison.OrdinalIgnoreCase))
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key.Reveal());
    }

    public IWireAnswer NewAnswer(ModelEndpoint endpoint, FaultFactory faults) => new AnthropicAnswer(endpoint, faults);
}
