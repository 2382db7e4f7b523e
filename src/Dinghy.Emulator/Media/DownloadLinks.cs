using Microsoft.Extensions.Logging;

namespace Dinghy.Emulator;

/// <summary>A robot's permission to ask for the address of one file.</summary>
internal sealed record DownloadCode(string Code, EmulatedApp App, MediaFile File, DateTimeOffset ExpiresAt);

/// <summary>An address under which anybody gets one file, for a short while.</summary>
internal sealed record DownloadLink(string Id, string Signature, MediaFile File, DateTimeOffset ExpiresAt);

/// <summary>Download codes and the addresses they are exchanged for. The oldest are forgotten beyond the history limit.</summary>
internal sealed class DownloadLinks(EmulatorOptions options, ILogger logger)
{
    private readonly BoundedMap<DownloadCode> _codes = new(options.HistoryLimit, () => Log.HistoryFull(logger, "download codes", options.HistoryLimit));
    private readonly BoundedMap<DownloadLink> _links = new(options.HistoryLimit, () => Log.HistoryFull(logger, "download links", options.HistoryLimit));

    /// <summary>A new code each time, as in DingTalk: one file in two messages has two.</summary>
    public string IssueCode(EmulatedApp app, MediaFile file)
    {
        var code = new DownloadCode(Ids.DownloadCode(), app, file, options.Time.GetUtcNow() + options.DownloadCodeLife);
        _codes.TryAdd(code.Code, code);
        return code.Code;
    }

    /// <summary>The live code; <c>null</c> when unknown or expired.</summary>
    public DownloadCode? FindCode(string code) => _codes.Find(code) is { } found && found.ExpiresAt > options.Time.GetUtcNow() ? found : null;

    public DownloadLink OpenLink(MediaFile file)
    {
        var link = new DownloadLink(Ids.Hex32(), Ids.Hex32(), file, options.Time.GetUtcNow() + options.DownloadLinkLife);
        _links.TryAdd(link.Id, link);
        return link;
    }

    public DownloadLink? FindLink(string id) => _links.Find(id);
}
