using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>How a host is spoken to: what a request looks like, and how its answer is read.</summary>
internal interface IWireForm
{
    /// <summary>UTF-8 JSON. What can not be carried is refused here, before anything is sent or silently left out.</summary>
    byte[] Write(IReadOnlyList<ChatMessage> messages, ChatOptions? options, ModelEndpoint endpoint, FaultFactory faults);

    /// <summary>Puts the key and what else the host wants into the headers.</summary>
    void Sign(HttpRequestMessage request, ModelEndpoint endpoint);

    /// <summary>Of one call.</summary>
    IWireAnswer NewAnswer(ModelEndpoint endpoint, FaultFactory faults);
}

/// <summary>Turns events into updates and knows whether the answer is whole.</summary>
internal interface IWireAnswer
{
    /// <summary>The end of the text has come; only counts and the end mark may follow.</summary>
    bool Finished { get; }

    /// <summary>The end mark has come.</summary>
    bool Done { get; }

    string? Finish { get; }

    long? InputTokens { get; }

    long? OutputTokens { get; }

    /// <summary>UTF-8 bytes of text, thoughts and calls so far.</summary>
    int Bytes { get; }

    /// <summary>Grows with each piece of a tool call: those are tokens too, though there is nothing to show of them yet.</summary>
    int CallChars { get; }

    /// <summary>Null where the event brought no text: keep-alives must not pass for tokens.</summary>
    /// <exception cref="ModelException">The host said that it failed, or a bound was reached.</exception>
    ChatResponseUpdate? Read(WireEvent received);

    /// <summary>The last update: what was held back, the counts and the reason of the end.</summary>
    ChatResponseUpdate End();
}

internal static class WireForms
{
    public static IWireForm Of(WireForm form) => form == WireForm.Anthropic ? AnthropicForm.Instance : OpenAiForm.Instance;
}
