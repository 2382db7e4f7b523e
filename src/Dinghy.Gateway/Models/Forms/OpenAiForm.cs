using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary><c>chat/completions</c>, as OpenAI made it and everybody else took it up.</summary>
internal sealed class OpenAiForm : IWireForm
{
    public static OpenAiForm Instance { get; } = new();

    public byte[] Write(IReadOnlyList<ChatMessage> messages, ChatOptions? options, ModelEndpoint endpoint, FaultFactory faults) =>
        OpenAiRequestWriter.Write(messages, options, endpoint, faults);

    public void Sign(HttpRequestMessage request, ModelEndpoint endpoint)
    {
        if (endpoint.Key is { } key) request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key.Reveal());
    }

    public IWireAnswer NewAnswer(ModelEndpoint endpoint, FaultFactory faults) => new OpenAiAnswer(endpoint, faults);
}
