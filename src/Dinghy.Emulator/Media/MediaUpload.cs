using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Dinghy.Emulator;

/// <summary>POST /media/upload?access_token=&amp;type= on the legacy host: a multipart form whose part <c>media</c> is a file.</summary>
internal sealed class MediaUpload(DingTalkWorld world, ApiGate gate)
{
    /// <summary>Bodies up to here are read, so that one beyond DingTalk's limits hears 40006 and not 413.</summary>
    public const long MaxBodyBytes = 40L * 1024 * 1024;

    public async Task<ApiAnswer> UploadAsync(ApiCall call)
    {
        if (!gate.TryPassLegacy(call, ApiNames.Media, out var problem)) return problem;
        if (world.Faults.Take(FaultKind.Errcode, ApiNames.Media) is { } fault) return Refuse(fault.Code ?? -1, fault.Message ?? "系统繁忙");
        if (!MediaTypeHeaderValue.TryParse(call.Http.ContentType, out var content) || content.MediaType != "multipart/form-data"
            || HeaderUtilities.RemoveQuotes(content.Boundary) is not { Length: > 0 } boundary)
            return Refuse(43004, "无效的HTTP HEADER Content-Type");
        var (name, bytes, field) = await ReadAsync(call, boundary.Value!);
        var type = call.Http.Query["type"].ToString() is { Length: > 0 } asked ? asked : field;
        if (type is not ("image" or "voice" or "video" or "file")) return Refuse(40004, "不合法的媒体文件类型");
        if (name is null) return Refuse(40035, "缺少参数 media");
        if (bytes.IsEmpty || !MediaTypes.Fits(type, bytes.Length)) return Refuse(40006, "不合法的文件大小");
        if (!MediaTypes.Allows(type, name)) return Refuse(40004, "不合法的媒体文件类型");
        var file = world.Media.Add(type, name, bytes);
        return ApiAnswer.Ok(json =>
        {
            json.WriteNumber("errcode", 0);
            json.WriteString("errmsg", "ok");
            json.WriteString("media_id", file.Id);
            json.WriteNumber("created_at", world.Options.Time.GetUtcNow().ToUnixTimeMilliseconds());
            json.WriteString("type", type);
        });
    }

    /// <summary>The file's name, its bytes, and the form field <c>type</c>; a form cut short counts as far as it is whole.</summary>
    private static async Task<(string? Name, ReadOnlyMemory<byte> Bytes, string? Type)> ReadAsync(ApiCall call, string boundary)
    {
        string? name = null, type = null;
        ReadOnlyMemory<byte> bytes = default;
        using var body = new MemoryStream(call.Body.ToArray(), writable: false);
        var reader = new MultipartReader(boundary, body);
        try
        {
            while (await reader.ReadNextSectionAsync() is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)) continue;
                using var part = new MemoryStream();
                await section.Body.CopyToAsync(part);
                var field = HeaderUtilities.RemoveQuotes(disposition.Name);
                if (field == "type") type = System.Text.Encoding.UTF8.GetString(part.ToArray());
                if (field != "media") continue;
                name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
                bytes = part.ToArray();
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return (null, default, type);
        }

        return (name, bytes, type);
    }

    private static ApiAnswer Refuse(int code, string message) => ApiAnswer.Legacy(code, message);
}
