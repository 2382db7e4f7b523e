using Dinghy.DingTalk;
using Dinghy.DingTalk.Media;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;

namespace Dinghy.Gateway.Attachments;

/// <summary>Asks DingTalk for the address of one file: a metered call, so that whoever keeps the limits stands between.</summary>
/// <param name="account">Whose call it is.</param>
/// <param name="call">The call itself.</param>
/// <param name="ct">Gives up waiting.</param>
internal delegate Task<Uri> MeteredAddress(string account, Func<CancellationToken, Task<Uri>> call, CancellationToken ct);

/// <summary>One file from DingTalk to the disk, with one fresh address when the first expired or the transfer broke.</summary>
internal sealed class AttachmentFetcher(Func<string, MediaClient?> clients, AttachmentFiles files, AttachmentSweeper sweeper, Func<AttachmentsConfig> limits, AttachmentLog log)
{
    public MeteredAddress Metered { get; init; } = (_, call, ct) => call(ct);

    /// <returns>The file, or a code of <see cref="AttachmentProblems"/>.</returns>
    public async Task<(KeptFile? File, string? Problem)> FetchAsync(string account, long turnId, WantedFile wanted, CancellationToken ct)
    {
        if (wanted.DownloadCode is null && wanted.Address is null) return (null, AttachmentProblems.NoCode);
        if (clients(account) is not { } client) return (null, AttachmentProblems.NotAllowed);
        if (!await sweeper.HasRoomAsync(ct)) return Full("the files of running turns fill attachments.max_total_mb");
        try
        {
            return await FetchAsync(account, turnId, wanted, client, ct);
        }
        catch (DingTalkApiException e)
        {
            var problem = ProblemOf(e);
            log.NotFetched(turnId, wanted.Number, problem, e.Fault.ToString(), Printable.Of(e.Code), Printable.Of(e.RequestId));
            return (null, problem);
        }
        catch (NoRoomException e) when (e.InnerException is not null)
        {
            log.NotWritten(e.InnerException, turnId, wanted.Number, files.Root);
            return (null, AttachmentProblems.Disk);
        }
        catch (NoRoomException e)
        {
            return Full(e.Message);
        }
    }

    private async Task<(KeptFile? File, string? Problem)> FetchAsync(string account, long turnId, WantedFile wanted, MediaClient client, CancellationToken ct)
    {
        for (var again = false; ; again = true)
        {
            Uri? address = null;
            try
            {
                address = wanted.Address is { } ask ? await ask(ct) : await Metered(account, token => client.DownloadAsync(wanted.DownloadCode!, token), ct);
                using var download = await client.OpenAsync(address, limits().MaxBytes, limits().Timeout, ct);
                var file = await files.KeepAsync(turnId, wanted.Number, wanted.Name, download.Content, ct);
                sweeper.Added(file.Bytes);
                log.Kept(turnId, wanted.Number, file.Bytes, file.Type.ContentType);
                return (file, null);
            }
            catch (DingTalkApiException e) when (!again && AnotherAddressMayHelp(e, hadOne: address is not null))
            {
                log.AskingAgain(turnId, wanted.Number, e.Fault.ToString(), Printable.Of(e.Code));
            }
        }
    }

    // A time-out has taken all the time that there is.
    private static bool AnotherAddressMayHelp(DingTalkApiException e, bool hadOne) =>
        e.Fault is DingTalkFault.Network or DingTalkFault.Busy || (hadOne && e.Fault is DingTalkFault.NotFound);

    private (KeptFile? File, string? Problem) Full(string reason)
    {
        log.NoRoom(reason);
        return (null, AttachmentProblems.Disk);
    }

    private static string ProblemOf(DingTalkApiException e) => e switch
    {
        { Code: "too_large" } => AttachmentProblems.TooLarge,
        { Fault: DingTalkFault.NotFound } => AttachmentProblems.Expired,
        { Fault: DingTalkFault.Timeout } => AttachmentProblems.Timeout,
        { Fault: DingTalkFault.QuotaExceeded } => AttachmentProblems.Quota,
        { Fault: DingTalkFault.Credentials or DingTalkFault.Token or DingTalkFault.Permission or DingTalkFault.Refused or DingTalkFault.Invalid } => AttachmentProblems.NotAllowed,
        _ => AttachmentProblems.Unreachable,
    };
}
