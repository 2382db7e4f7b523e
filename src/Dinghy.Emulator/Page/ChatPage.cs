using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Dinghy.Emulator;

/// <summary>The chat page: one embedded file. Its policy lets only the script and style of that file run, and talk only to us.</summary>
internal static class ChatPage
{
    private static readonly byte[] s_page = Load();
    private static readonly string s_policy = $"default-src 'none'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + $"script-src '{Hash("script")}'; style-src '{Hash("style")}'";

    public static async Task ServeAsync(HttpContext http)
    {
        http.Response.ContentType = "text/html;charset=utf-8";
        http.Response.ContentLength = s_page.Length;
        http.Response.Headers.ContentSecurityPolicy = s_policy;
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(s_page, http.RequestAborted);
    }

    private static byte[] Load()
    {
        using var resource = typeof(ChatPage).Assembly.GetManifestResourceStream("chat.html") ?? throw new InvalidOperationException("chat.html is not embedded.");
        using var copy = new MemoryStream();
        resource.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>The hash of what stands between the element's tags, as the policy wants it.</summary>
    private static string Hash(string element)
    {
        var page = Encoding.UTF8.GetString(s_page);
        var start = page.IndexOf($"<{element}>", StringComparison.Ordinal) + element.Length + 2;
        var end = page.IndexOf($"</{element}>", start, StringComparison.Ordinal);
        return "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(page[start..end])));
    }
}
