namespace Dinghy.DingTalk;

/// <summary>DingTalk's two hosts: the new API (JSON, real status codes) and the legacy one (HTTP 200 with <c>errcode</c>).</summary>
public sealed record DingTalkEndpoints(Uri Api, Uri OApi)
{
    public static DingTalkEndpoints Default { get; } = new(new Uri("https://api.dingtalk.com"), new Uri("https://oapi.dingtalk.com"));

    internal Uri ApiPath(string path) => Join(Api, path);

    internal Uri OApiPath(string path) => Join(OApi, path);

    // A base may carry a path of its own (a reverse proxy); Uri's two-argument constructor would drop it.
    private static Uri Join(Uri root, string path) => new(root.AbsoluteUri.TrimEnd('/') + "/" + path.TrimStart('/'));
}
