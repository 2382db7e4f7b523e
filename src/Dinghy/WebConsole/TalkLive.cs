using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dinghy.Admin;
using Dinghy.Cli;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;

namespace Dinghy.WebConsole;

/// <summary>
/// <c>/api/conversations/{key}/live</c>: one conversation as it goes on. Events: <c>conversation</c> (at once, then when it changes), <c>entry</c> for each line that
/// is remembered, <c>working</c> (turns of it that wait or run).
/// </summary>
internal static class TalkLive
{
    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway, EventStream stream) =>
        guarded.MapGet("/conversations/{key}/live", async (string key, HttpContext http) =>
        {
            if (gateway() is not { } running)
            {
                http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }

            key = TalkRoutes.Key(key);
            if (await running.Talks.FindTalkAsync(key, http.RequestAborted) is null)
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            // Before the first look, so that nothing falls between the two.
            using var look = running.Watch.Join(key);
            if (look is null)
            {
                http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }

            await FollowAsync(http, stream, running, key, look);
        }).For(Role.Auditor);

    private static Task FollowAsync(HttpContext http, EventStream stream, GatewayHost running, string key, TalkWatch.Look look)
    {
        var seen = new Seen(running, key);
        return stream.RunAsync(http, seen.NextAsync, async ct =>
        {
            await look.WokenAsync(ct);
            return true;
        });
    }

    /// <summary>What a page knows already.</summary>
    private sealed class Seen(GatewayHost running, string key)
    {
        private TalkReport? _talk;
        private long _last;
        private int _working = -1;

        /// <summary>Null: it was erased.</summary>
        public async Task<IReadOnlyList<FeedEvent>?> NextAsync(Caller caller, CancellationToken ct)
        {
            try
            {
                if (await running.Talks.FindTalkAsync(key, ct) is not { } talk) return null;
                var told = new List<FeedEvent>();
                // The page reads what there was by itself.
                if (_talk is not null && talk.Cursor > _last)
                    told.AddRange((await running.Talks.ReadTalkEntriesAsync(key, before: null, TalkShowReport.Page, ct)).Where(entry => entry.Id > _last)
                        .Select(entry => Event("entry", TalkEntryReport.Of(entry).Shown(caller.HidesTexts), CliJson.Default.TalkEntryReport)));
                _last = Math.Max(_last, talk.Cursor);
                var report = TalkReport.Of(talk);
                if (report != _talk) told.Add(Event("conversation", _talk = report, CliJson.Default.TalkReport));
                if (running.InWork(key) is var working && working != _working) told.Add(Event("working", new WorkingReport(_working = working), ConsoleJson.Default.WorkingReport));
                return told;
            }
            catch (StoreException)
            {
                // What can not be read now may be the next time.
                return [];
            }
        }

        private static FeedEvent Event<T>(string name, T report, JsonTypeInfo<T> type) => new(name, JsonSerializer.Serialize(report, type));
    }
}

/// <param name="Turns">That wait or run.</param>
internal sealed record WorkingReport(int Turns);
