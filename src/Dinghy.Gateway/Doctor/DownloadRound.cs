using Dinghy.DingTalk.Media;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Storage.Sqlite;

namespace Dinghy.Gateway.Doctor;

/// <summary>A download as the gateway makes it.</summary>
/// <param name="Address">Exchanging the file's code for an address: one call of the month's allowance.</param>
internal sealed record DownloadTrial(Step Address)
{
    /// <summary>Getting it, as far as its first byte; null: not reached.</summary>
    public Step? Fetch { get; init; }

    /// <summary>With its port; null: not known.</summary>
    public string? Host { get; init; }

    /// <summary>The proxy towards it, without its user name and password.</summary>
    public string? Proxy { get; init; }
}

/// <summary>Fetches the newest file that somebody sent, and keeps nothing of it.</summary>
internal sealed class DownloadRound(MediaClient media, Func<Uri, Uri?> proxyOf)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Of an account's newest message with one; null: there is none.</summary>
    public static string? CodeIn(SqliteEvidence? evidence, string account) => (evidence?.WithFiles ?? [])
        .Where(one => one.Account == account)
        .Select(one => RobotMessageReader.Read(one.Payload))
        .Where(reading => reading.IsMessage)
        .SelectMany(reading => WantedFile.In(reading.Message!).Where(file => file is { Quoted: false, DownloadCode: not null }))
        .Select(file => file.DownloadCode).FirstOrDefault();

    public async Task<DownloadTrial> WalkAsync(string code, CancellationToken ct)
    {
        Uri? address = null;
        var trial = new DownloadTrial(await Step.TakeAsync(async () => { address = await media.DownloadAsync(code, ct); }));
        if (address is null) return trial;
        return trial with
        {
            Host = address.Authority,
            Proxy = proxyOf(address) is { } proxy ? $"{proxy.Scheme}://{proxy.Authority}" : null,
            Fetch = await Step.TakeAsync(async () =>
            {
                using var download = await media.OpenAsync(address, long.MaxValue, s_patience, ct);
                // An empty file is one that came, too.
                _ = await download.Content.ReadAsync(new byte[1], ct);
                return address.Authority;
            }),
        };
    }
}
