using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Dinghy.WebConsole;

/// <summary>The front end, out of the program itself: its files are embedded as <c>www/…</c> when it is built.</summary>
internal sealed class PageServer(Assembly assembly)
{
    private const string Root = "www/";
    private const string Index = "index.html";
    private const string Assets = "assets/";
    private const string NotBuilt = "not-built.html";

    /// <summary>Best first, with the ending of the file that is packed so.</summary>
    private static readonly (string Encoding, string Ending)[] s_packed = [("br", ".br"), ("gzip", ".gz")];

    /// <summary>Not the page's: what is not found there is not found.</summary>
    private static readonly string[] s_notOurs = ["api", "v1", "health", "ready", "metrics", "assets"];

    private static readonly FrozenDictionary<string, string> s_types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".json"] = "application/json; charset=utf-8",
        [".webmanifest"] = "application/manifest+json; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
        [".woff2"] = "font/woff2",
        [".txt"] = "text/plain; charset=utf-8",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly Lazy<FrozenSet<string>> _files = new(() => assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Root, StringComparison.Ordinal)).Select(name => name[Root.Length..].Replace('\\', '/')).ToFrozenSet(StringComparer.Ordinal));

    private readonly ConcurrentDictionary<string, string> _tags = new(StringComparer.Ordinal);

    /// <summary>The front end is part of this build.</summary>
    public bool IsBuilt => _files.Value.Contains(Index);

    public void Map(WebApplication app) =>
        app.MapMethods("/{**path}", [HttpMethods.Get, HttpMethods.Head], (RequestDelegate)ServeAsync).ForAnybody().WithOrder(int.MaxValue);

    private Task ServeAsync(HttpContext http)
    {
        var path = http.Request.Path.Value?.TrimStart('/') ?? "";
        if (_files.Value.Contains(path) && !s_packed.Any(one => path.EndsWith(one.Ending, StringComparison.Ordinal))) return SendAsync(http, Root + path, path);
        // Whatever the page calls its views; a file that is not there is not one of them.
        var first = path.Split('/', 2)[0];
        if (s_notOurs.Contains(first, StringComparer.OrdinalIgnoreCase) || path[(path.LastIndexOf('/') + 1)..].Contains('.', StringComparison.Ordinal))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return IsBuilt ? SendAsync(http, Root + Index, Index) : SendAsync(http, NotBuilt, NotBuilt);
    }

    private async Task SendAsync(HttpContext http, string resource, string path)
    {
        var (response, encoding) = (http.Response, "");
        foreach (var (name, ending) in s_packed)
        {
            if (!_files.Value.Contains(path + ending)) continue;
            response.Headers.Vary = HeaderNames.AcceptEncoding;
            if (encoding.Length > 0 || !Takes(http.Request, name)) continue;
            (encoding, resource) = (name, resource + ending);
            response.Headers.ContentEncoding = name;
        }

        await using var file = Open(resource);
        var tag = _tags.GetOrAdd(resource, TagOf);
        response.ContentType = s_types.GetValueOrDefault(Path.GetExtension(path), "application/octet-stream");
        response.Headers.ETag = tag;
        // What carries its own hash in its name never changes; all else is asked for again each time.
        response.Headers.CacheControl = path.StartsWith(Assets, StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        if (http.Request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentLength = file.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await file.CopyToAsync(response.Body, http.RequestAborted);
    }

    private string TagOf(string resource)
    {
        using var file = Open(resource);
        return $"\"{Convert.ToHexStringLower(SHA256.HashData(file))[..20]}\"";
    }

    /// <summary>What is said in place of the front end is always ours.</summary>
    private Stream Open(string resource) =>
        (resource == NotBuilt ? typeof(PageServer).Assembly : assembly).GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"{resource} is not embedded.");

    private static bool Takes(HttpRequest request, string encoding) =>
        request.GetTypedHeaders().AcceptEncoding.Any(one => one.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && one.Quality is null or > 0);
}
