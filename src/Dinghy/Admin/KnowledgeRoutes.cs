using Dinghy.Gateway.Pipeline;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.Admin;

/// <summary><c>POST /api/knowledge/reindex</c>: the running gateway looks through its folders of documents now, and answers when it has.</summary>
internal static class KnowledgeRoutes
{
    /// <summary>A first look through very many files takes longer; it goes on all the same.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(25);

    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway) =>
        guarded.MapPost("/knowledge/reindex", async Task<Results<JsonHttpResult<ReindexReport>, StatusCodeHttpResult>> (CancellationToken ct) =>
        {
            if (gateway() is not { } running) return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
            using var over = new CancellationTokenSource(s_patience, TimeProvider.System);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, ct);
            try
            {
                await running.ReindexAsync(either.Token);
                return TypedResults.Json(new ReindexReport(Done: true), Cli.CliJson.Default.ReindexReport);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                return TypedResults.Json(new ReindexReport(Done: false), Cli.CliJson.Default.ReindexReport);
            }
        });
}

/// <param name="Done">False: it goes on.</param>
internal sealed record ReindexReport(bool Done);
