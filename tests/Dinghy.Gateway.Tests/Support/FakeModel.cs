using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Dinghy.Gateway.Models;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Tests.Support;

/// <summary>A model that says what a test tells it to; each call takes the next behaviour, the last one repeats.</summary>
internal sealed class FakeModel(params Func<IReadOnlyList<ChatMessage>, CancellationToken, IAsyncEnumerable<AIContent>>[] script) : IChatClient
{
    private readonly Lock _gate = new();
    private readonly List<ChatOptions?> _options = [];

    /// <summary>The options of each call so far.</summary>
    public IReadOnlyList<ChatOptions?> Options { get { lock (_gate) return [.. _options]; } }

    private readonly Channel<IReadOnlyList<ChatMessage>> _asked = Channel.CreateUnbounded<IReadOnlyList<ChatMessage>>();
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public Task<IReadOnlyList<ChatMessage>> AskedAsync() => _asked.Reader.ReadAsync().Within();

    public static FakeModel Echo() => new((messages, _) => Words($"you said: {messages[^1].Text}"));

    public static FakeModel Saying(params string[] words) => new((_, _) => Words(words));

    public static FakeModel Failing(ModelFault fault, params string[] before) => new(Breaking(fault, before));

    public static Func<IReadOnlyList<ChatMessage>, CancellationToken, IAsyncEnumerable<AIContent>> Breaking(ModelFault fault, params string[] before) => (_, _) => Broken(fault, before);

    public static Func<IReadOnlyList<ChatMessage>, CancellationToken, IAsyncEnumerable<AIContent>> Whole(params string[] words) => (_, _) => Words(words);

    /// <summary>Anything a model can bring, in order.</summary>
    public static Func<IReadOnlyList<ChatMessage>, CancellationToken, IAsyncEnumerable<AIContent>> Bringing(params AIContent[] contents) => (_, _) => contents.ToAsyncEnumerable();

    public static FunctionCallContent Call(string name, params (string Name, object? Value)[] arguments) =>
        new($"call-{Guid.NewGuid():N}", name, arguments.ToDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal));

    /// <summary>Says nothing until the gate opens or the call is cancelled.</summary>
    public static Func<IReadOnlyList<ChatMessage>, CancellationToken, IAsyncEnumerable<AIContent>> Waiting(Task gate, params string[] words) => (_, ct) => Late(gate, words, ct);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = messages.ToList();
        var call = Math.Min(Interlocked.Increment(ref _calls), script.Length) - 1;
        lock (_gate) _options.Add(options);
        await _asked.Writer.WriteAsync(request, cancellationToken);
        await foreach (var content in script[call](request, cancellationToken)) yield return new ChatResponseUpdate(ChatRole.Assistant, [content]) { ModelId = "fake-1" };
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }

    private static async IAsyncEnumerable<AIContent> Words(params string[] words)
    {
        foreach (var word in words)
        {
            await Task.Yield();
            yield return new TextContent(word);
        }
    }

    private static async IAsyncEnumerable<AIContent> Broken(ModelFault fault, string[] before)
    {
        await foreach (var word in Words(before)) yield return word;
        throw new ModelException(fault, "lab", "SECRET-OPERATOR-SENTENCE");
    }

    private static async IAsyncEnumerable<AIContent> Late(Task gate, string[] words, [EnumeratorCancellation] CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        await foreach (var word in Words(words)) yield return word;
    }
}
