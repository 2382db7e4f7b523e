using Dinghy.Admin;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;

namespace Dinghy.Cli;

/// <summary>Conversations from the terminal: through the gateway where one runs, else in its database, which is then held so that none starts meanwhile.</summary>
internal sealed class SessionsDoor(ConfigSource source)
{
    private const string By = "cli";

    private readonly HomeDoor _home = new(source.HomeFolder());

    public async Task<TalkListReport> ListAsync(string? query, long? before, int limit, CancellationToken ct) =>
        await _home.AskAsync(client => client.GetAsync($"/api/conversations?limit={limit}&query={Uri.EscapeDataString(query ?? "")}{(before is { } cursor ? $"&before={cursor}" : "")}", CliJson.Default.TalkListReport, ct))
            ?? await _home.DirectlyAsync(store => TalkListReport.OfAsync(store, query, before, limit, ct), new TalkListReport([], null));

    /// <returns>Null: there is no such conversation.</returns>
    public async Task<TalkShowReport?> ShowAsync(string key, long? before, int limit, CancellationToken ct)
    {
        // Whether there is one first: what is not there is no failure of the gateway.
        var found = await _home.AskAsync(client => client.GetAsync($"/api/conversations?limit=1000&query={Uri.EscapeDataString(key)}", CliJson.Default.TalkListReport, ct));
        if (found is null) return await _home.DirectlyAsync(store => TalkShowReport.OfAsync(store, key, before, limit, ct), nothing: null);
        if (!found.Conversations.Any(talk => talk.Key == key)) return null;
        return await _home.AskAsync(client => client.GetAsync($"{Route(key)}?limit={limit}{(before is { } cursor ? $"&before={cursor}" : "")}", CliJson.Default.TalkShowReport, ct));
    }

    public async Task<TalkAnswer> ResetAsync(string key, CancellationToken ct) =>
        await PostAsync(key, "reset", new TalkOrder(), ct) ?? await _home.DirectlyAsync(async store =>
        {
            if (await store.FindTalkAsync(key, ct) is null) return NoTalk;
            await store.ResetTalkAsync(key, By, TimeProvider.System.GetUtcNow(), ct);
            return new TalkAnswer(null);
        }, NoTalk);

    public async Task<TalkAnswer> PauseAsync(string key, int? minutes, CancellationToken ct) =>
        await PostAsync(key, "takeover", new TalkOrder(Pause: true, Minutes: minutes), ct) ?? await _home.DirectlyAsync(async store =>
        {
            if (await store.FindTalkAsync(key, ct) is null) return NoTalk;
            var now = TimeProvider.System.GetUtcNow();
            var lasting = minutes is { } given ? TimeSpan.FromMinutes(given) : ConfigLoader.Load(source).Readable?.Takeover.Pause ?? new TakeoverConfig().Pause;
            await store.PauseTalkAsync(new Pause(Talk.ConversationOf(key), By, now, now + lasting), ct);
            return new TalkAnswer(null);
        }, NoTalk);

    public async Task<TalkAnswer> ResumeAsync(string key, CancellationToken ct) =>
        await PostAsync(key, "takeover", new TalkOrder(Pause: false), ct) ?? await _home.DirectlyAsync(
            async store => await store.ResumeTalkAsync(Talk.ConversationOf(key), By, TimeProvider.System.GetUtcNow(), ct) ? new TalkAnswer(null) : new TalkAnswer("The conversation is not paused."), NoTalk);

    /// <returns>Null: no gateway runs, and only a gateway speaks.</returns>
    public Task<TalkAnswer?> SayAsync(string key, string text, CancellationToken ct) => PostAsync(key, "say", new TalkOrder(Text: text), ct);

    private static TalkAnswer NoTalk => new("There is no such conversation; \"dinghy sessions list\" shows them.");

    private static string Route(string key) => $"/api/conversations/{Uri.EscapeDataString(key)}";

    private Task<TalkAnswer?> PostAsync(string key, string what, TalkOrder order, CancellationToken ct) =>
        _home.AskAsync(client => client.PostAsync($"{Route(key)}/{what}", order, CliJson.Default.TalkOrder, CliJson.Default.TalkAnswer, ct));
}
