using System.IO.Compression;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Tests.Commands;

/// <summary>A whole pipeline that is talked to message by message.</summary>
internal sealed class CommandRig : IAsyncDisposable
{
    public const string Owner = "boss";

    private int _messages;

    private CommandRig(PipelineRig rig) => Rig = rig;

    public PipelineRig Rig { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<CommandRig> StartAsync(
        IChatClient? model, Func<DinghyConfig, DinghyConfig>? change = null, ModelShelf? models = null, Router? router = null, bool watchApprovals = false, params ITool[] tools)
    {
        var rig = new PipelineRig(
            model, change: config => (change ?? (same => same))(config with { Owners = Accounts.Ids(Owner), Language = "en" }), models: models, router: router, tools: tools) { WatchesApprovals = watchApprovals };
        await rig.StartAsync();
        return new CommandRig(rig);
    }

    /// <summary>Pushes it and does not wait.</summary>
    public Task SayAsync(string text, string staff = "staff-1", string? group = null, int account = 0) =>
        Rig.PushAsync(
            new Said
            {
                Id = $"m{Interlocked.Increment(ref _messages)}", Text = text, Staff = staff, Nick = staff,
                Group = group is not null, Mentioned = group is not null, Conversation = group ?? $"cid-{staff}",
            },
            account);

    /// <summary>Says it and gives the next message that arrives.</summary>
    public async Task<string> AskAsync(string text, string staff = "staff-1", string? group = null, int account = 0)
    {
        await SayAsync(text, staff, group, account);
        var answer = (await Rig.DingTalk.NextAsync()).Text;
        await Waiting.Until(async () => (await Rig.CountAsync()).OpenTurns == 0);
        return answer;
    }

    /// <summary>Says <c>/export</c> and gives what stands in the file that follows; the answer itself where none does.</summary>
    public async Task<string> ExportAsync(string text = "/export", string staff = "staff-1", string? group = null)
    {
        var answer = await AskAsync(text, staff, group);
        if (!answer.EndsWith("the file follows.", StringComparison.Ordinal)) return answer;
        var file = await Rig.DingTalk.NextAsync();
        (file.Road, file.To).ShouldBe((Road.OpenApi, group ?? staff));
        file.Text.ShouldEndWith(".zip");
        var upload = Rig.DingTalk.LastUpload;
        using var zip = new ZipArchive(new MemoryStream(upload[upload.AsSpan().IndexOf("PK"u8)..]));
        using var reader = new StreamReader(zip.Entries.ShouldHaveSingleItem().Open());
        return await reader.ReadToEndAsync(Ct);
    }

    public Task<(Session Session, PersonSettings Person)> SessionAsync(string conversation = "main/dm/staff-1", string person = "staff-1") =>
        Rig.Store.ReadSessionAsync(conversation, "main", person, Ct);

    public async Task<IReadOnlyList<string>> HistoryAsync(string conversation = "main/dm/staff-1") =>
        [.. (await Rig.Store.ReadHistoryAsync(conversation, 100, Ct)).Select(entry => entry.Text)];

    public ValueTask DisposeAsync() => Rig.DisposeAsync();
}
