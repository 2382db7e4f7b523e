using Dinghy.DingTalk;
using Dinghy.DingTalk.Cards;
using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.Media;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Stream;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;

namespace Dinghy.Gateway.Doctor;

/// <summary>Walks one robot's way, as far as it goes: each call once, none after one that makes it pointless.</summary>
internal sealed class RobotRound
{
    private const long WholeOrganisation = 1;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly AccountConfig _account;
    private readonly CheckUpParts _parts;
    private readonly DateWatch _dates;
    private readonly DingTalkApp _app;
    private readonly AccessTokenProvider _tokens;
    private readonly HttpClient _http;

    public RobotRound(AccountConfig account, CheckUpParts parts, HttpClient http, DateWatch dates)
    {
        (_account, _parts, _http, _dates) = (account, parts, http, dates);
        _app = new DingTalkApp(account.ClientId, account.ClientSecret.Reveal()) { RobotCode = account.RobotCode };
        _tokens = new AccessTokenProvider(_app, account.Endpoints, http, parts.Time);
    }

    public async Task<RobotVisit> WalkAsync(CancellationToken ct)
    {
        var visit = new RobotVisit(_account)
        {
            Offline = _parts.Offline,
            Webhook = _parts.Gateway?.Webhooks.FirstOrDefault(seen => seen.Account == _account.Id),
            Proxy = Proxy(),
            Gateway = _parts.Gateway,
            Rivals = _account.Mode == ReceiveMode.Http ? [] : RivalHomes.Of(_account, _parts.OtherGateways),
            LateMessages = [.. (_parts.Evidence?.Late ?? []).Where(one => one.Account == _account.Id)],
            HasOwners = Owners.Count > 0,
            NamedPeople = AccessChecks.Named(_account, Owners),
            NeedsDepartments = Rules.Any(rule => rule.Department is not null),
            NeedsRoles = Rules.Any(rule => rule.Role is not null),
        };
        if (_parts.Offline) return visit;
        visit = visit with { Token = await Step.TakeAsync(async () => { await _tokens.GetAsync(ct); }), ClockAhead = _dates.Ahead };
        if (visit.Token.Is(DingTalkFault.Credentials) && _account.CorpId is { Length: > 0 } corp)
            visit = visit with { Wrong = await new CredentialProbe(_app, _account.Endpoints, _http, _parts.Time).TellAsync(corp, ct) };
        if (!visit.Token.Worked) return visit;
        visit = visit with { OApi = await Step.TakeAsync(() => HostProbe.ReachAsync(_http, _account.Endpoints.OApi, s_patience, _parts.Time, ct)) };
        if (visit.OApi.Worked) visit = await LookUpAsync(visit, ct);
        visit = await KnockAsync(visit, ct);
        return _parts.CardFor is { } target ? await FetchAsync(await SpeakAsync(visit, target, ct), ct) : visit;
    }

    private IReadOnlySet<string> Owners => _parts.Config.Config?.Owners ?? new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Rules that this robot's messages may fit.</summary>
    private IEnumerable<RouteRule> Rules =>
        (_parts.Config.Config?.Routing.Rules ?? []).Where(rule => rule.Account is null or RouteRule.Any || rule.Account == _account.Id);

    private async Task<RobotVisit> LookUpAsync(RobotVisit visit, CancellationToken ct)
    {
        var contacts = new ContactApi(_account.Endpoints, _tokens, _http, _parts.Time);
        return await new PeopleRound(contacts).LookUpAsync(visit, ct) with
        {
            Departments = visit.NeedsDepartments ? await Step.TakeAsync(async () => { await contacts.ListDepartmentIdsAsync(WholeOrganisation, ct); }) : null,
            Members = visit.NeedsRoles ? await Step.TakeAsync(async () => { await contacts.ListPeopleIdsAsync(WholeOrganisation, ct); }) : null,
        };
    }

    private async Task<RobotVisit> KnockAsync(RobotVisit visit, CancellationToken ct)
    {
        if (visit.Webhook?.Address is not null && _account.Http.PublicUrl is { } root) visit = visit with { PublicStatus = await KnockAsync(root, ct) };
        if (_account.Mode == ReceiveMode.Http) return visit;
        var options = new StreamClientOptions
        {
            App = _app,
            Endpoints = _account.Endpoints,
            Callbacks = new Dictionary<string, StreamHandler>(StringComparer.Ordinal) { [StreamTopics.RobotMessage] = (_, _) => new(StreamReply.Ok) },
        };
        var probe = new StreamProbe(options, _http, _parts.Time);
        Uri? socket = null;
        visit = visit with { Open = await Step.TakeAsync(async () => (socket = await probe.OpenAsync(ct)).Host) };
        return socket is null ? visit : visit with { Socket = await Step.TakeAsync(async () => { await probe.ReachAsync(socket, ct); return socket.Authority; }) };
    }

    /// <summary>As a stranger: whoever answers 403 is the listener.</summary>
    private async Task<int> KnockAsync(Uri root, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(s_patience, _parts.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            using var response = await _http.PostAsync(new Uri(root.AbsoluteUri.TrimEnd('/') + _account.Http.Paths[0]), content: null, either.Token);
            return (int)response.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return 0;
        }
    }

    private async Task<RobotVisit> SpeakAsync(RobotVisit visit, string target, CancellationToken ct)
    {
        var robots = new RobotApi(_app, _account.Endpoints, _tokens, _http, _parts.Time);
        var words = new RobotText(DoctorSentences.Message(_parts.Language, _account.Reply.Card is not null));
        var send = await Step.TakeAsync(async () => (IsGroup(target)
            ? await robots.SendToGroupAsync(new ConversationId(target), words, ct)
            : await robots.SendToPersonAsync(new StaffId(target), words, ct)).ProcessQueryKey);
        visit = visit with { Send = send, MeteredCalls = [DingTalkCall.RobotSend] };
        // Without the permission to send messages a card may still go; without a way to that person, or an allowance, it may not.
        if (_account.Reply.Card is not { } template || !(send.Worked || RobotChecks.LacksPermission(send))) return visit;
        var cards = new CardRound(_account, template, new CardApi(_app, _account.Endpoints, _tokens, _http, _parts.Time), _parts.Language);
        var trial = await cards.WalkAsync(IsGroup(target) ? CardSpace.Of(new ConversationId(target)) : CardSpace.Of(new StaffId(target)), ct);
        return visit with { Card = trial, MeteredCalls = [.. visit.MeteredCalls, .. cards.Calls] };
    }

    private async Task<RobotVisit> FetchAsync(RobotVisit visit, CancellationToken ct)
    {
        if (visit.Send is not { } send || send.Is(DingTalkFault.QuotaExceeded) || DownloadRound.CodeIn(_parts.Evidence, _account.Id) is not { } code) return visit;
        var round = new DownloadRound(new MediaClient(_app, _account.Endpoints, _tokens, _http, _parts.Time), _parts.ProxyOf);
        return visit with { Download = await round.WalkAsync(code, ct), MeteredCalls = [.. visit.MeteredCalls, DingTalkCall.MediaDownload] };
    }

    private static bool IsGroup(string target) => target.StartsWith("cid", StringComparison.Ordinal);

    private string? Proxy() => _parts.ProxyOf(_account.Endpoints.Api) is { } proxy ? $"{proxy.Scheme}://{proxy.Authority}" : null;
}
