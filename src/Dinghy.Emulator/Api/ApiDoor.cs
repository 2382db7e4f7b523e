using Microsoft.AspNetCore.Http;

namespace Dinghy.Emulator;

/// <summary>Reads a call, lets the fault switches have their way, answers, and records it.</summary>
internal sealed class ApiDoor(DingTalkWorld world)
{
    private readonly AddressWatch _address = new(world.Options);

    /// <param name="http">The request.</param>
    /// <param name="api">Name that fault switches use.</param>
    /// <param name="handle">Turns the call into its answer.</param>
    public Task RunAsync(HttpContext http, string api, Func<ApiCall, ApiAnswer> handle) => RunAsync(http, api, call => Task.FromResult(handle(call)));

    public async Task RunAsync(HttpContext http, string api, Func<ApiCall, Task<ApiAnswer>> handle)
    {
        var ct = http.RequestAborted;
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, ct);
        var arrivedAt = world.Options.Time.GetTimestamp();
        if (Barred(api) is { } barred)
        {
            await AnswerAsync(http, barred);
            return;
        }

        if (world.Faults.Take(FaultKind.Slow, api) is { } slow) await Task.Delay(slow.Delay, world.Options.Time, ct);
        if (world.Faults.Take(FaultKind.ResetBefore, api) is not null)
        {
            Reset(http, "reset before");
            return;
        }

        var cut = world.Faults.Take(FaultKind.ResetAfter, api) is not null;
        var call = new ApiCall(http.Request, body.GetBuffer().AsMemory(0, (int)body.Length), arrivedAt, Receipt: !cut);
        var answer = world.Faults.Take(FaultKind.HttpStatus, api) is { } status
            ? ApiAnswer.Html(status.Code ?? 500, status.Message ?? "Server Error")
            : await handle(call);
        if (cut)
        {
            Reset(http, "reset after " + answer.Code);
            return;
        }

        await AnswerAsync(http, answer);
    }

    public async Task AnswerAsync(HttpContext http, ApiAnswer answer)
    {
        world.Record(http.Request.Method, http.Request.Path, answer.Status, answer.Code);
        http.Response.StatusCode = answer.Status;
        if (world.Faults.Take(FaultKind.ClockAhead) is { } ahead) http.Response.Headers.Date = (world.Options.Time.GetUtcNow() + ahead.Delay).ToString("R");
        http.Response.ContentType = answer.ContentType;
        http.Response.ContentLength = answer.Body.Length;
        await http.Response.Body.WriteAsync(answer.Body, http.RequestAborted);
    }

    private ApiAnswer? Barred(string api)
    {
        if (world.Faults.Take(FaultKind.IpBan, api) is { } ban) return ban.Message == "html" ? ApiErrors.BarredPage : ApiErrors.Barred;
        return _address.Lets() ? null : ApiErrors.Barred;
    }

    private void Reset(HttpContext http, string why)
    {
        world.Record(http.Request.Method, http.Request.Path, 0, why);
        TcpEnd.Of(http).Reset();
        http.Abort();
    }
}
