using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dinghy.Emulator;

/// <summary>POST /_emulator/media?name=: bytes for a person to send. GET /_emulator/media/{id}: any file, to look at.</summary>
internal sealed class ControlMedia(DingTalkWorld world)
{
    private const long MaxBytes = 256L * 1024 * 1024;
    private const int MaxName = 255;

    public async Task AddAsync(HttpContext http)
    {
        // Not a type that a page from elsewhere could post without being asked.
        if (http.Request.ContentType != "application/octet-stream") throw new ControlException("The body must be application/octet-stream.");
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = MaxBytes;
        var name = ControlReply.Need(http.Request.Query["name"], "name");
        if (name.Length is 0 or > MaxName) throw new ControlException($"'name' must have 1 to {MaxName} characters.");
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var file = world.AddFile(name, body.ToArray());
        await ControlReply.WriteAsync(http, View(file), ControlText.Json.FileView);
    }

    public async Task GetAsync(HttpContext http, string id)
    {
        if (world.FindFile(Uri.UnescapeDataString(id)) is not { } file)
        {
            await ControlReply.ProblemAsync(http, StatusCodes.Status404NotFound, "There is no such file.");
            return;
        }

        var type = MediaTypes.ContentType(file.Name);
        http.Response.ContentType = type;
        http.Response.ContentLength = file.Bytes.Length;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        if (!type.StartsWith("image/", StringComparison.Ordinal))
            http.Response.Headers.ContentDisposition = "attachment; filename*=UTF-8''" + Uri.EscapeDataString(file.Name);
        await http.Response.Body.WriteAsync(file.Bytes, http.RequestAborted);
    }

    private static FileView View(MediaFile file) => new(file.Id, file.Type, file.Name, file.Bytes.Length);
}
