using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Bench;

/// <summary>
/// What a turn of one long conversation costs, from opening it to its stored answer, with an instant model and summaries made as they fall due:
/// around message 100 and around message 10,000. Prints processor time and allocations of a turn; fails past 1.2 times.
/// </summary>
internal static class TurnsBench
{
    private const double Promised = 1.2;

    /// <summary>Turns of one figure: two whole rounds from summary to summary.</summary>
    private const int Window = 160;

    private const string Conversation = "main/dm/staff-1";

    public static async Task<int> RunAsync(int messages)
    {
        var home = Directory.CreateTempSubdirectory("dinghy-bench-").FullName;
        try
        {
            await using var store = SqliteStore.Open(home);
            await using var talk = new Talk(store, home);
            // The compiler's work is no turn's: another conversation pays for it.
            for (var i = 0; i < 400; i++) await talk.TurnAsync($"{Conversation}-warm", i);
            // So that message 100 is the middle of the first figure.
            const int Before = 100 - (Window / 2);
            for (var i = 0; i < Before; i++) await talk.TurnAsync(Conversation, i);
            var (early, late) = ((Cost?)null, (Cost?)null);
            for (var message = Before; message <= messages; message += Window)
            {
                late = await MeasureAsync(talk, message);
                early ??= late;
            }

            var (time, bytes) = (late!.Value.Microseconds / early!.Value.Microseconds, (double)late.Value.Bytes / early.Value.Bytes);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"around message 100:    {early.Value.Microseconds:0} µs of CPU, {early.Value.Bytes / 1024} KiB allocated"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"around message {messages:N0}: {late.Value.Microseconds:0} µs of CPU, {late.Value.Bytes / 1024} KiB allocated"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio {time:0.00} in time, {bytes:0.00} in allocations (promised {Promised}); {talk.Summaries} summaries made"));
            return time <= Promised && bytes <= Promised ? 0 : 1;
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task<Cost> MeasureAsync(Talk talk, int first)
    {
        var (cpu, bytes) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true));
        for (var i = 0; i < Window; i++) await talk.TurnAsync(Conversation, first + i);
        return new Cost((Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / Window, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / Window);
    }

    private readonly record struct Cost(double Microseconds, long Bytes);

    /// <summary>The rooms that a turn goes through, between the socket and DingTalk's API.</summary>
    private sealed class Talk : IAsyncDisposable
    {
        private readonly SqliteStore _store;
        private readonly ConversationStore _conversations;
        private readonly AgentRunner _agent;
        private readonly ReplyComposer _replies = new(TimeProvider.System);
        private readonly Compactor _compactor;
        private readonly InstantAnswers _model = new();

        public Talk(SqliteStore store, string home)
        {
            var account = new AccountConfig { Id = "main", ClientId = "ding-app", ClientSecret = new Secret("x"), RobotCode = "ding-app" };
            var config = new DinghyConfig { Home = home, Accounts = [account] };
            var (log, tools) = (new AgentLog(NullLogger<AgentLog>.Instance), new ToolLog(NullLogger<ToolLog>.Instance));
            _store = store;
            _conversations = new ConversationStore(store, store, config, zone: TimeZoneInfo.Utc);
            _agent = new AgentRunner(
                _model, new Prompts(config.Agents.Default, [], log), Eyes.Shut, new ToolRunner(ToolBox.Empty(tools), tools, TimeProvider.System), log, TimeProvider.System,
                journal: new StepJournal(store, tools, TimeProvider.System));
            _compactor = new Compactor(store, log, TimeProvider.System);
        }

        public int Summaries => _model.Summaries;

        public async Task TurnAsync(string conversation, int number)
        {
            var message = Message(conversation, number);
            var turn = (await _store.AddTurnAsync(new NewTurn("main", conversation, DateTimeOffset.UtcNow, message.Payload, message.Read), stored: null, CancellationToken.None))!;
            var context = await _conversations.OpenAsync(turn, Route.None, CancellationToken.None);
            FilesOfTurn none = (_, _) => Task.FromResult<IReadOnlyList<Attachment>>([]);
            await foreach (var saying in _replies.Compose(context, _agent.RunAsync(context, none, CancellationToken.None), CancellationToken.None))
            {
                if (saying is not Saying.Reply { Value: var reply }) continue;
                var part = new Part(0, 1, 0, reply.Text.Length, Road.Webhook, 1, 0);
                var added = await _store.AddReplyAsync(reply, part, DateTimeOffset.UtcNow, CancellationToken.None);
                await _store.RecordAsync(
                    added.ReplyId, new PartResult(added.PartId, PartState.Delivered, 0, null, null),
                    new ReplyProgress(reply.Text.Length, 1, 0, ReplyState.Delivered, null, reply.Closes), next: null, DateTimeOffset.UtcNow, CancellationToken.None);
            }

            _compactor.After(context, _model);
            await _compactor.QuietAsync();
        }

        public ValueTask DisposeAsync() => _compactor.DisposeAsync();

        private static (RobotMessage Read, string Payload) Message(string conversation, int number)
        {
            var payload = $$"""
                {"conversationId":"cid-1","conversationType":"1","msgId":{{JsonSerializer.Serialize($"{conversation}-{number}")}},"senderId":"s","senderStaffId":"staff-1","senderNick":"Ann",
                 "robotCode":"ding-app","chatbotUserId":"bot","createAt":1,"msgtype":"text","text":{"content":"第 {{number}} 个问题：今天的进度怎么样，还有哪些事情要做？"},
                 "sessionWebhook":"https://oapi.dingtalk.com/robot/sendBySession?session=1","sessionWebhookExpiredTime":99999999999999}
                """;
            return (RobotMessageReader.Read(payload).Message ?? throw new InvalidOperationException("The message does not read."), payload);
        }
    }

    /// <summary>Reads every word it is sent, as writing the request would, and answers at once.</summary>
    private sealed class InstantAnswers : IChatClient
    {
        public int Summaries { get; private set; }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var (read, summary) = (0, false);
            foreach (var message in messages)
            {
                read += message.Text.Length;
                summary |= message.Text.Contains("You keep the memory", StringComparison.Ordinal);
            }

            if (summary) Summaries++;
            await Task.CompletedTask;
            yield return new ChatResponseUpdate(ChatRole.Assistant, summary ? $"摘要：大家每天都问进度，共读了 {read} 字。" : "进度正常，今天还有两件事：写周报和开会。其余的都已经按计划完成了。");
        }

        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() { }
    }
}
