using Dinghy.Cli;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Setup;

namespace Dinghy.Admin;

/// <summary>Body of <c>POST /api/setup/channel/check</c> and <c>/save</c>. What is left out stays as it is; <c>account</c> only where there are several.</summary>
internal sealed record ChannelOrder(string? Account = null, string? ClientId = null, string? ClientSecret = null, string? RobotCode = null, string? AgentId = null, string? DmPolicy = null)
{
    /// <summary>The id of a QR code that was scanned: its keys are taken, and never leave the gateway.</summary>
    public string? Qr { get; init; }

    /// <summary>Save without a live check.</summary>
    public bool SkipCheck { get; init; }

    public override string ToString() => $"ChannelOrder {{ Account = {Account}, ClientId = {ClientId} }}";
}

/// <summary>Body of <c>POST /api/setup/model/check</c> and <c>/save</c>.</summary>
internal sealed record ModelOrder(string? Model = null, string? ApiKey = null, string? BaseUrl = null, string? Type = null)
{
    public bool SkipCheck { get; init; }

    public override string ToString() => $"ModelOrder {{ Model = {Model} }}";
}

/// <summary>What a check or a save came to.</summary>
/// <param name="Ok">Nothing that was tried failed, and what was to be saved is.</param>
/// <param name="Saved">It stands in the file.</param>
/// <param name="Sentence">Why it was refused, or what was saved; null: nothing was.</param>
/// <param name="Checks">As <c>dinghy doctor --json</c> has them.</param>
/// <param name="Untested">Ids of checks that were not made.</param>
/// <param name="Faults">What the configuration would have had.</param>
/// <param name="Notes">Worth knowing.</param>
internal sealed record SetupReport(
    bool Ok, bool Saved, string? Sentence, IReadOnlyList<DoctorFinding> Checks, IReadOnlyList<string> Untested, IReadOnlyList<ConfigFinding> Faults, IReadOnlyList<string> Notes)
{
    /// <summary>The robot's, also of one that was made by a QR code.</summary>
    public string? ClientId { get; init; }

    public static SetupReport Of(SetupCheck check, Language language) => new(
        check.Ok, false, check.Refused, DoctorReport.Of(check.Checks, 0, language).Checks, [.. check.Untested.Select(one => one.Id)],
        [.. check.Faults.Select(fault => new ConfigFinding(fault.Path, fault.Found, fault.Hint))], [.. check.Notes.Select(note => note.In(language))]);

    public SetupReport With(EditResult saved) => this with
    {
        Ok = Ok && saved.Done, Saved = saved.Done, Sentence = saved.Sentence,
        Faults = [.. saved.Faults.Concat(saved.Warnings).Select(fault => new ConfigFinding(fault.Path, fault.Found, fault.Hint))],
    };
}

/// <summary>Body of <c>POST /api/setup/qr</c>.</summary>
/// <param name="Source">Which product asks DingTalk; null: the usual tag.</param>
internal sealed record QrOrder(string? Source = null);

/// <summary>Body of <c>POST /api/setup/qr/poll</c>.</summary>
internal sealed record QrPollOrder(string? Id = null);

/// <param name="Id">For <c>/poll</c> and <c>/save</c>.</param>
/// <param name="State">waiting, done, refused, expired or lost.</param>
/// <param name="Page">Where it can be confirmed without scanning.</param>
/// <param name="UserCode">To compare with the phone.</param>
/// <param name="Text">What the code says.</param>
/// <param name="Modules">The code, a text of 0 and 1 a row; 1 is dark. Four light ones belong around it.</param>
/// <param name="ExpiresAt">When it is good no more.</param>
/// <param name="IntervalSeconds">How often to poll.</param>
internal sealed record QrReport(string Id, string State, string Page, string UserCode, string Text, IReadOnlyList<string> Modules, DateTimeOffset ExpiresAt, int IntervalSeconds)
{
    /// <summary>The new robot's, once it is done; its secret stays here.</summary>
    public string? ClientId { get; init; }

    /// <summary>What went wrong last.</summary>
    public string? Trouble { get; init; }
}

/// <summary><c>GET /api/setup</c>: where a first run stands.</summary>
/// <param name="File">The configuration.</param>
/// <param name="Robots">As configured, the environment's too.</param>
/// <param name="Model">Who would be asked; null: nobody.</param>
/// <param name="ModelProblem">Why nobody.</param>
/// <param name="Providers">To choose from, those with a key first.</param>
/// <param name="Faults">What keeps the configuration from being taken.</param>
internal sealed record SetupStateReport(
    string File, IReadOnlyList<SetupRobot> Robots, string? Model, string? ModelProblem, IReadOnlyList<SetupProvider> Providers, IReadOnlyList<ConfigFinding> Faults);

/// <summary>One robot of the configuration.</summary>
internal sealed record SetupRobot(string Account, string ClientId, string Mode, string DmPolicy);

/// <param name="Name">Before the slash.</param>
/// <param name="DefaultModel">After it; null: it has to be named.</param>
/// <param name="KeyVariable">Where its key may stand; null: it takes none.</param>
/// <param name="HasKey">There is one already.</param>
/// <param name="Untried">Nobody has talked to it with this program yet.</param>
internal sealed record SetupProvider(string Name, string? DefaultModel, string? KeyVariable, bool HasKey, bool Untried);
