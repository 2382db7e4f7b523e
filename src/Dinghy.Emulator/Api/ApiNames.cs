namespace Dinghy.Emulator;

/// <summary>The names fault switches use for APIs.</summary>
internal static class ApiNames
{
    public const string Open = "open";
    public const string Token = "token";
    public const string Webhook = "webhook";
    public const string Oto = "oto";
    public const string Group = "group";
    public const string Download = "download";
    public const string File = "file";
    public const string Media = "media";
    public const string CardCreate = "card_create";
    public const string CardDeliver = "card_deliver";
    public const string CardCreateAndDeliver = "card_create_and_deliver";
    public const string CardUpdate = "card_update";
    public const string CardStreaming = "card_streaming";
    public const string CardRegister = "card_register";
    public const string Recall = "recall";
    public const string ReadStatus = "read_status";
    public const string Query = "query";
    public const string Emotion = "emotion";
    public const string UserGet = "user_get";
    public const string UserByUnionId = "user_by_unionid";
    public const string UserByMobile = "user_by_mobile";
    public const string UserList = "user_list";
    public const string UserIds = "user_ids";
    public const string DeptGet = "dept_get";
    public const string DeptList = "dept_list";
    public const string DeptIds = "dept_ids";
    public const string DeptParents = "dept_parents";
    public const string UserSearch = "user_search";
    public const string DeptSearch = "dept_search";
    public const string NoticeSend = "notice_send";
    public const string NoticeProgress = "notice_progress";
    public const string NoticeResult = "notice_result";
    public const string NoticeRecall = "notice_recall";
    public const string RoleList = "role_list";
    public const string RolePeople = "role_people";
    public const string WorkflowGet = "workflow_get";
    public const string WorkflowQuery = "workflow_query";
    public const string WorkflowExecute = "workflow_execute";
    public const string WorkflowComment = "workflow_comment";
    public const string WorkflowDownload = "workflow_download";
    public const string Registration = "registration";

    public static readonly string[] All = [Open, Token, Webhook, Oto, Group, Download, File, Media, CardCreate, CardDeliver, CardCreateAndDeliver, CardUpdate, CardStreaming, CardRegister, Recall, ReadStatus, Query, Emotion,
        UserGet, UserByUnionId, UserByMobile, UserList, UserIds, DeptGet, DeptList, DeptIds, DeptParents, UserSearch, DeptSearch,
        NoticeSend, NoticeProgress, NoticeResult, NoticeRecall, RoleList, RolePeople,
        WorkflowGet, WorkflowQuery, WorkflowExecute, WorkflowComment, WorkflowDownload, Registration];
}
