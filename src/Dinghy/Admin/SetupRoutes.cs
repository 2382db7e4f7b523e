using System.Security.Cryptography;
using Dinghy.Cli;
using Dinghy.DingTalk;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Setup;
using Dinghy.Gateway.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dinghy.Admin;

/// <summary>The first run by a page: the same steps as <c>dinghy onboard</c>. <c>?lang=zh|en</c>: of the words in the answers.</summary>
internal static class SetupRoutes
{
    /// <param name="guarded">Where the token is asked for.</param>
    /// <param name="gateway">Keeps in its audit what was changed.</param>
    /// <param name="desk">Null: this gateway's configuration comes from no file, so there is nothing to set up.</param>
    public static void Map(RouteGroupBuilder guarded, Func<GatewayHost?> gateway, SetupDesk? desk)
    {
        if (desk is null) return;
        guarded.MapGet("/setup", () => TypedResults.Json(desk.Look(), CliJson.Default.SetupStateReport));
        guarded.MapPost("/setup/channel/check", (HttpRequest request, string? lang, CancellationToken ct) =>
            AnswerAsync(async () => await Bodies.ReadAsync(request, CliJson.Default.ChannelOrder, ct) is var order && Answers(desk, order) is { } answers ? SetupReport.Of(await desk.Channel.CheckAsync(answers, order.SkipCheck, ct), In(lang)) with { ClientId = answers.ClientId } : null));
        guarded.MapPost("/setup/channel/save", (HttpRequest request, string? lang, CancellationToken ct) =>
            AnswerAsync(async () => await Bodies.ReadAsync(request, CliJson.Default.ChannelOrder, ct) is var order && Answers(desk, order) is { } answers ? await desk.SaveAsync(answers, order.SkipCheck, In(lang), Keep(desk, gateway, ct), ct) : null));
        guarded.MapPost("/setup/model/check", (HttpRequest request, string? lang, CancellationToken ct) =>
            AnswerAsync(async () => await Bodies.ReadAsync(request, CliJson.Default.ModelOrder, ct) is var order && Answers(order) is { } answers ? SetupReport.Of(await desk.Model.CheckAsync(answers, order.SkipCheck, ct), In(lang)) : null));
        guarded.MapPost("/setup/model/save", (HttpRequest request, string? lang, CancellationToken ct) =>
            AnswerAsync(async () => await Bodies.ReadAsync(request, CliJson.Default.ModelOrder, ct) is var order && Answers(order) is { } answers ? await desk.SaveAsync(answers, order.SkipCheck, In(lang), Keep(desk, gateway, ct), ct) : null));
        guarded.MapPost("/setup/qr", async Task<Results<JsonHttpResult<QrReport>, ProblemHttpResult>> (HttpRequest request, CancellationToken ct) =>
        {
            try
            {
                var (id, code) = await desk.BeginQrAsync((await Bodies.ReadIfAnyAsync(request, CliJson.Default.QrOrder, ct))?.Source, host: null, ct);
                return TypedResults.Json(Report(id, code), CliJson.Default.QrReport);
            }
            catch (DingTalkApiException e)
            {
                return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status502BadGateway, title: e.Code);
            }
        });
        guarded.MapPost("/setup/qr/poll", async Task<Results<JsonHttpResult<QrReport>, StatusCodeHttpResult>> (HttpRequest request, CancellationToken ct) =>
        {
            if ((await Bodies.ReadAsync(request, CliJson.Default.QrPollOrder, ct)).Id is not { } id || desk.FindQr(id) is not { } code) return TypedResults.StatusCode(StatusCodes.Status404NotFound);
            await code.StepAsync(ct);
            return TypedResults.Json(Report(id, code), CliJson.Default.QrReport);
        });
    }

    /// <summary>Makes the edit, and has the gateway's audit keep it.</summary>
    internal static Func<string, Func<EditResult>, Task<EditResult>> Keep(SetupDesk desk, Func<GatewayHost?> gateway, CancellationToken ct) => async (key, edit) =>
    {
        var file = desk.Source.ConfigFile();
        var before = HashOf(file);
        var result = edit();
        if (!result.Done || HashOf(file) is not { } after || after == before || gateway() is not { } running) return result;
        try
        {
            await running.Audit.AppendAsync(new ConfigChange("setup", key, file, before ?? "", after).ToEvent(), ct);
            return result;
        }
        catch (StoreException e)
        {
            return result with { Sentence = $"{result.Sentence} The audit does not have it: {e.Message}" };
        }
    };

    internal static async Task<Results<JsonHttpResult<SetupReport>, StatusCodeHttpResult, ProblemHttpResult>> AnswerAsync(Func<Task<SetupReport?>> work)
    {
        try
        {
            return await work() is { } report ? TypedResults.Json(report, CliJson.Default.SetupReport) : TypedResults.StatusCode(StatusCodes.Status400BadRequest);
        }
        catch (Exception e) when (e is (IOException and not BadHttpRequestException) or UnauthorizedAccessException)
        {
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status507InsufficientStorage);
        }
    }

    private static ChannelAnswers? Answers(SetupDesk desk, ChannelOrder order)
    {
        var answers = new ChannelAnswers
        {
            FromElsewhere = true,
            Account = Filled(order.Account), ClientId = Filled(order.ClientId), ClientSecret = Filled(order.ClientSecret),
            RobotCode = Filled(order.RobotCode), AgentId = Filled(order.AgentId), DmPolicy = Filled(order.DmPolicy),
        };
        if (Filled(order.Qr) is not { } qr) return answers;
        return desk.FindQr(qr)?.App is { } app ? answers with { ClientId = app.ClientId, ClientSecret = app.ClientSecret } : null;
    }

    private static ModelAnswers? Answers(ModelOrder order) => Filled(order.Model) is { } model
        ? new() { Model = model, FromElsewhere = true, ApiKey = Filled(order.ApiKey), BaseUrl = Filled(order.BaseUrl), Type = Filled(order.Type) } : null;

    private static QrReport Report(string id, RobotByQr code) => new(
        id, code.State.ToString().ToLowerInvariant(), code.Offer.Page.AbsoluteUri, code.Offer.UserCode, code.Offer.QrText, QrMatrix.Digits(code.Offer.QrText), code.ExpiresAt, (int)code.Offer.Interval.TotalSeconds)
    {
        ClientId = code.App?.ClientId,
        Trouble = code.Trouble,
    };

    private static Language In(string? lang) => lang == "en" ? Language.English : Language.Chinese;

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string? HashOf(string file) => File.Exists(file) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))) : null;
}
