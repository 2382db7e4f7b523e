using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dinghy.Emulator;

/// <summary>Which path is which API. One port serves both of DingTalk's hosts; the path tells them apart.</summary>
internal sealed class Router(DingTalkWorld world, ApiDoor door, OpenConnection open, Connect connect, ControlApi control, CancellationToken stopping)
{
    private readonly TokenCalls _tokens = new(world);
    private readonly ApiGate _gate = new(world);
    private readonly FileServer _files = new(world, door, stopping);
    private readonly SendBySession _webhook = new(world);

    private RobotSends Sends => field ??= new(world, _gate);
    private RobotAfter After => field ??= new(world, _gate);
    private CardCalls Cards => field ??= new(world, _gate);
    private MessageFiles Downloads => field ??= new(world, _gate);
    private MediaUpload Uploads => field ??= new(world, _gate);
    private PersonCalls People => field ??= new(world, _gate);
    private DepartmentCalls Departments => field ??= new(world, _gate);
    private SearchCalls Searches => field ??= new(world, _gate);
    private NoticeCalls Notices => field ??= new(world, _gate);
    private RoleCalls Roles => field ??= new(world, _gate);
    private WorkflowCalls Workflow => field ??= new(world, _gate);
    private RegistrationCalls Registrations => field ??= new(world);

    public Task RouteAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        if (path == "/" || path.StartsWith("/_emulator", StringComparison.Ordinal)) return control.RunAsync(http, path);
        return (http.Request.Method, path) switch
        {
            ("GET", "/connect") => connect.RunAsync(http),
            ("POST", "/v1.0/gateway/connections/open") => OpenAsync(http),
            ("POST", "/v1.0/oauth2/accessToken") => door.RunAsync(http, ApiNames.Token, _tokens.AccessToken),
            ("GET", "/gettoken") => door.RunAsync(http, ApiNames.Token, _tokens.GetToken),
            ("POST", "/robot/sendBySession") => door.RunAsync(http, ApiNames.Webhook, _webhook.Send),
            ("POST", "/v1.0/robot/oToMessages/batchSend") => door.RunAsync(http, ApiNames.Oto, Sends.ToPeople),
            ("POST", "/v1.0/robot/groupMessages/send") => door.RunAsync(http, ApiNames.Group, Sends.ToGroup),
            ("POST", "/v1.0/robot/messageFiles/download") => door.RunAsync(http, ApiNames.Download, Downloads.Download),
            ("POST", "/v1.0/robot/otoMessages/batchRecall") => door.RunAsync(http, ApiNames.Recall, After.RecallFromPeople),
            ("POST", "/v1.0/robot/groupMessages/recall") => door.RunAsync(http, ApiNames.Recall, After.RecallFromGroup),
            ("GET", "/v1.0/robot/oToMessages/readStatus") => door.RunAsync(http, ApiNames.ReadStatus, After.ReadStatus),
            ("POST", "/v1.0/robot/groupMessages/query") => door.RunAsync(http, ApiNames.Query, After.Query),
            ("POST", "/v1.0/robot/emotion/reply") => door.RunAsync(http, ApiNames.Emotion, After.React),
            ("POST", "/v1.0/robot/emotion/recall") => door.RunAsync(http, ApiNames.Emotion, After.Unreact),
            ("POST", "/v1.0/card/instances") => door.RunAsync(http, ApiNames.CardCreate, Cards.Create),
            ("POST", "/v1.0/card/instances/deliver") => door.RunAsync(http, ApiNames.CardDeliver, Cards.Deliver),
            ("POST", "/v1.0/card/instances/createAndDeliver") => door.RunAsync(http, ApiNames.CardCreateAndDeliver, Cards.CreateAndDeliver),
            ("PUT", "/v1.0/card/instances") => door.RunAsync(http, ApiNames.CardUpdate, Cards.Update),
            ("PUT", "/v1.0/card/streaming") => door.RunAsync(http, ApiNames.CardStreaming, Cards.Stream),
            ("POST", "/v1.0/card/callbacks/register") => door.RunAsync(http, ApiNames.CardRegister, Cards.Register),
            ("POST", "/media/upload") => UploadAsync(http),
            ("POST", "/topapi/v2/user/get") => door.RunAsync(http, ApiNames.UserGet, People.Get),
            ("POST", "/topapi/user/getbyunionid") => door.RunAsync(http, ApiNames.UserByUnionId, People.ByUnionId),
            ("POST", "/topapi/v2/user/getbymobile") => door.RunAsync(http, ApiNames.UserByMobile, People.ByMobile),
            ("POST", "/topapi/v2/user/list") => door.RunAsync(http, ApiNames.UserList, People.List),
            ("POST", "/topapi/user/listid") => door.RunAsync(http, ApiNames.UserIds, People.IdList),
            ("POST", "/topapi/v2/department/get") => door.RunAsync(http, ApiNames.DeptGet, Departments.Get),
            ("POST", "/topapi/v2/department/listsub") => door.RunAsync(http, ApiNames.DeptList, Departments.List),
            ("POST", "/topapi/v2/department/listsubid") => door.RunAsync(http, ApiNames.DeptIds, Departments.IdList),
            ("POST", "/topapi/v2/department/listparentbyuser") => door.RunAsync(http, ApiNames.DeptParents, Departments.Parents),
            ("POST", "/v1.0/contact/users/search") => door.RunAsync(http, ApiNames.UserSearch, Searches.People),
            ("POST", "/v1.0/contact/departments/search") => door.RunAsync(http, ApiNames.DeptSearch, Searches.Departments),
            ("POST", "/topapi/message/corpconversation/asyncsend_v2") => door.RunAsync(http, ApiNames.NoticeSend, Notices.Send),
            ("POST", "/topapi/message/corpconversation/getsendprogress") => door.RunAsync(http, ApiNames.NoticeProgress, Notices.Progress),
            ("POST", "/topapi/message/corpconversation/getsendresult") => door.RunAsync(http, ApiNames.NoticeResult, Notices.Result),
            ("POST", "/topapi/message/corpconversation/recall") => door.RunAsync(http, ApiNames.NoticeRecall, Notices.Recall),
            ("POST", "/topapi/role/list") => door.RunAsync(http, ApiNames.RoleList, Roles.List),
            ("POST", "/topapi/role/simplelist") => door.RunAsync(http, ApiNames.RolePeople, Roles.People),
            ("GET", "/v1.0/workflow/processInstances") => door.RunAsync(http, ApiNames.WorkflowGet, Workflow.Get),
            ("POST", "/v1.0/workflow/processes/instanceIds/query") => door.RunAsync(http, ApiNames.WorkflowQuery, Workflow.Query),
            ("POST", "/v1.0/workflow/processInstances/execute") => door.RunAsync(http, ApiNames.WorkflowExecute, Workflow.Execute),
            ("POST", "/v1.0/workflow/processInstances/comments") => door.RunAsync(http, ApiNames.WorkflowComment, Workflow.Comment),
            ("POST", "/v1.0/workflow/processInstances/spaces/files/urls/download") => door.RunAsync(http, ApiNames.WorkflowDownload, Workflow.Download),
            ("POST", "/app/registration/init") => door.RunAsync(http, ApiNames.Registration, Registrations.Init),
            ("POST", "/app/registration/begin") => door.RunAsync(http, ApiNames.Registration, Registrations.Begin),
            ("POST", "/app/registration/poll") => door.RunAsync(http, ApiNames.Registration, Registrations.Poll),
            ("GET", _) when path.StartsWith(FileServer.Path, StringComparison.Ordinal) => _files.RunAsync(http),
            ("POST", _) when CorpId(path) is { } corpId => door.RunAsync(http, ApiNames.Token, call => _tokens.CorpToken(call, corpId)),
            _ => door.AnswerAsync(http, Unknown(path)),
        };
    }

    private Task UploadAsync(HttpContext http)
    {
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = MediaUpload.MaxBodyBytes;
        return door.RunAsync(http, ApiNames.Media, Uploads.UploadAsync);
    }

    private async Task OpenAsync(HttpContext http)
    {
        if (world.Faults.Take(FaultKind.OpenHang, ApiNames.Open) is not null)
        {
            world.Record("POST", http.Request.Path, 0, "hang");
            using var life = CancellationTokenSource.CreateLinkedTokenSource(stopping, http.RequestAborted);
            await Task.Delay(Timeout.InfiniteTimeSpan, world.Options.Time, life.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            http.Abort();
            return;
        }

        if (world.Faults.Take(FaultKind.OpenUnavailable, ApiNames.Open) is not null) await door.AnswerAsync(http, ApiAnswer.Html(503, "Service Temporarily Unavailable"));
        else await door.RunAsync(http, ApiNames.Open, open.Open);
    }

    private static string? CorpId(string path) => path.Split('/') is ["", "v1.0", "oauth2", { Length: > 0 } corpId, "token"] ? corpId : null;

    private static ApiAnswer Unknown(string path)
    {
        if (path.StartsWith("/v1.0/", StringComparison.Ordinal) || path.StartsWith("/v2.0/", StringComparison.Ordinal)) return ApiErrors.NotFound;
        if (!path.StartsWith("/topapi/", StringComparison.Ordinal)) return ApiErrors.NoSuchUri;
        var name = $"不合法ApiName，ApiName = dingtalk.oapi.{path["/topapi/".Length..].Replace('/', '.')}";
        return ApiAnswer.Ok(json =>
        {
            json.WriteNumber("errcode", 22);
            json.WriteString("sub_msg", name);
            json.WriteString("errmsg", $"Invalid method[submsg={name}]");
            json.WriteString("request_id", Ids.ShortRequestId());
        }) with { Code = "22" };
    }
}
