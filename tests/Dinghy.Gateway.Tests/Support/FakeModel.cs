using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Dinghy.Gateway.Models;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Tests.Support;

/// <summary>A model that says what a test tells it to; each call takes the next behaviour, the last one repeats.</summary>
internal sealed class FakeModel(params Func<IReadOnlyList<ChatMessage>, CancellationToken, IAsyncEnumerable<string>>[] script) : IChatClient
{
    private readonly Channel<IReadOnlyList<ChatMessage>> _asked = Channel.CreateUnbounded<IReadOnlyList<ChatMessage>>();
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public Task<IReadOnlyList<ChatMessage>> AskedAsync() => _asked.Reader.ReadAsync().Within();

    public static FakeModel Echo() => new((messages, _) => Words($"you said: {messages[^1].Text}"));

    public static FakeModel Saying(params string[] words) => new((_, _) => Words(words));

    public static FakeModel Failing(ModelFault fault, params string[] before) => new(Breaking(fault, before));

    public static Func<IReadOnlyList<ChatMessage>, CancellationToken, IAsyncEnumerable<string>> Breaking(ModelFault fault, params string[] before) => (_, _) => Broken(fault, before);

    public static Func<IReadOnlyList<ChatMessage>, CancellationToken, IAsyncEnumerable<string>> Whole(params string[] words) => (_, _) => Words(words);

    /// <summary>Says nothing until the gate opens or the call is cancelled.</summary>
    public static Func<IReadOnlyList<ChatMessage>, CancellationToken, IAsyncEnumerable<string>> Waiting(Task gate, params string[] words) => (_, ct) => Late(gate, words, ct);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = messages.ToList();
        var call = Math.Min(Interlocked.Increment(ref _calls), script.Length) - 1;
        await _asked.Writer.WriteAsync(request, cancellationToken);
        await foreach (var word in script[call](request, cancellationToken)) yield return new ChatResponseUpdate(ChatRole.Assistant, word);
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }

    private static async IAsyncEnumerable<string> Words(params string[] words)
    {
        foreach (var word in words)
        {
            await Task.Yield();
            yield return word;
        }
    }

    private static async IAsyncEnumerable<string> Broken(ModelFault fault, string[] before)
    {
        await foreach (var word in Words(before)) yield return word;
        throw new ModelException(fault, "lab", "SECRET-OPERATOR-SENTENCE");
    }

    private static async IAsyncEnumerable<string> Late(Task gate, string[] words, [EnumeratorCancellation] CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        await foreach (var word in Words(words)) yield return word;
    }
}
