using System.Text.RegularExpressions;

namespace Dinghy.Scenarios.Lab;

/// <summary>Saying things and waiting for what follows.</summary>
internal sealed partial class TestLab
{
    public Task<SaidMessage> SayAsync(string from, string text, string? group = null) =>
        World.SayAsync(new Speech(from, text) { ConversationId = group });

    /// <summary>Says something and waits for the webhook's answer to it.</summary>
    public async Task<BotMessage> AskAsync(string from, string text, string? group = null) => await AnswerAsync(await SayAsync(from, text, group));

    /// <summary>The same, once it is also stored that the answer arrived: from then on one can reply to it, as no person can sooner.</summary>
    public async Task<BotMessage> AskToTheEndAsync(string from, string text)
    {
        var said = await SayAsync(from, text);
        var answer = await AnswerAsync(said);
        (await OutcomeAsync(said)).ShouldBe("answered");
        return answer;
    }

    /// <summary>The first message that came by this message's own webhook.</summary>
    public async Task<BotMessage> AnswerAsync(SaidMessage said) => (await AnswersAsync(said, 1))[0];

    /// <summary>The same, of a gateway that this lab did not start.</summary>
    public async Task<BotMessage> AnswerAsync(SaidMessage said, Func<string> report) =>
        (await Guard.ForAsync(World.WaitForBotMessagesAsync(1, message => message.InReplyTo == said.MsgId, Stop), $"an answer to {said.MsgId}", report))[0];

    public Task<IReadOnlyList<BotMessage>> AnswersAsync(SaidMessage said, int count) =>
        BotMessagesAsync(count, message => message.InReplyTo == said.MsgId, $"{count} answer(s) to {said.MsgId}");

    public Task<IReadOnlyList<BotMessage>> BotMessagesAsync(int count, Func<BotMessage, bool> where, string what) =>
        Guard.ForAsync(World.WaitForBotMessagesAsync(count, where, Stop), what, Report);

    /// <summary>How the push ended: acknowledged, refused or given up.</summary>
    public Task<PushRecord> AckAsync(SaidMessage said) => AckAsync(said.Push);

    public Task<PushRecord> AckAsync(long push) =>
        Guard.ForAsync(World.WaitForPushAsync(push, record => record.State != PushState.Pending, Stop), $"the acknowledgement of push {push}", Report);

    /// <summary>The recorded outcome, as <c>answered</c>, <c>answered:in_doubt</c>, <c>failed:busy</c>, <c>ignored:not_mentioned</c>; of this run of the gateway.</summary>
    public Task<string> OutcomeAsync(SaidMessage said) => OutcomeAsync(said.MsgId);

    public async Task<string> OutcomeAsync(string msgId)
    {
        var line = await Gateway.LogAsync(line => OutcomeOf(line, msgId) is not null, $"the outcome of {msgId}");
        return OutcomeOf(line, msgId)!;
    }

    /// <summary>How the running gateway is; again while its own port is not open yet, a moment after the socket.</summary>
    public Task<Status> StatusAsync() => StatusAsync(Gateway);

    /// <inheritdoc cref="StatusAsync()"/>
    public async Task<Status> StatusAsync(ChildProgram gateway)
    {
        if (await AskStatusAsync() is { } asked) return asked;
        while (true)
        {
            var (code, json, words) = await CliAsync("status", "--json");
            if (code is 0 or 5) return Status.Parse(json);
            (code == 4 && !gateway.AllEnded.IsCompleted && !TestContext.Current.CancellationToken.IsCancellationRequested).ShouldBeTrue($"status: {code} {words}\n{Report()}");
        }
    }

    /// <summary>Asks anew until the answer is as wanted: after every line of the log, for whatever changes is logged, and a moment later, for a line may come just before.</summary>
    public async Task<Status> StatusAsync(Func<Status, bool> until, string what)
    {
        Status? last = null;
        while (true)
        {
            // As long as something is logged, something goes on.
            var line = Guard.ForAsync(Gateway.Err.MoreThanAsync(Gateway.Err.Count), what, () => $"last {last}\n{Report()}");
            while (!line.IsCompleted)
            {
                last = await StatusAsync();
                if (until(last)) return last;
                await Guard.MomentAsync(line);
            }
        }
    }

    /// <summary>What <c>dinghy status</c> asks, without a process for each look. Null: nothing answers there, or not now.</summary>
    private async Task<Status?> AskStatusAsync()
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(await AdminAddressAsync(), "api/status"));
            request.Headers.Authorization = new("Bearer", Token);
            using var response = await s_http.SendAsync(request, Stop);
            return response.IsSuccessStatusCode ? Status.Parse(await response.Content.ReadAsStringAsync(Stop)) : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
    }

    private static readonly HttpClient s_http = new(new SocketsHttpHandler { UseProxy = false });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string? OutcomeOf(string line, string msgId)
    {
        if (!line.Contains(msgId, StringComparison.Ordinal)) return null;
        if (Closed().Match(line) is { Success: true } closed)
            return closed.Groups["reason"].Value is { Length: > 0 } reason ? $"{closed.Groups["kind"].Value}:{reason}" : closed.Groups["kind"].Value;
        if (Refused().Match(line) is { Success: true } refused) return $"ignored:{refused.Groups["reason"].Value}";
        return null;
    }

    private string Report() => _gateway?.Report() ?? "no gateway runs";

    [GeneratedRegex(@"\[2003\] Turn \d+ (?<kind>\w+):?(?<reason>\w*): msgId ")]
    private static partial Regex Closed();

    [GeneratedRegex(@"\[2001\] Message refused by policy, ignored:(?<reason>\w+): ")]
    private static partial Regex Refused();
}
