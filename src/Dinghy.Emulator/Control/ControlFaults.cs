using System.Text;
using Microsoft.AspNetCore.Http;

namespace Dinghy.Emulator;

/// <summary>GET /_emulator/faults, PUT and DELETE /_emulator/faults/{kind}, DELETE /_emulator/faults. Kinds in snake_case.</summary>
internal sealed class ControlFaults(DingTalkWorld world)
{
    private static readonly Dictionary<string, FaultKind> s_kinds = Enum.GetValues<FaultKind>().ToDictionary(Name, StringComparer.Ordinal);

    public async Task RunAsync(HttpContext http, string name)
    {
        switch (http.Request.Method)
        {
            case "GET" when name.Length == 0: break;
            case "DELETE" when name.Length == 0: world.Faults.Clear(); break;
            case "DELETE": world.Faults.Clear(Kind(name)); break;
            case "PUT" when name.Length > 0: world.Faults.Set(Read(Kind(name), await ControlReply.ReadAsync(http, ControlText.Json.FaultBody))); break;
            default: throw new ControlException("Use GET, PUT /_emulator/faults/{kind} or DELETE.");
        }

        await ControlReply.WriteAsync(http, [.. world.Faults.Active.Select(View)], ControlText.Json.IReadOnlyListFaultView);
    }

    public static string Name(FaultKind kind)
    {
        var name = new StringBuilder();
        foreach (var c in kind.ToString())
        {
            // HalfOpen is half_open, Close1006 is close_1006.
            if (name.Length > 0 && (char.IsUpper(c) || (char.IsDigit(c) && !char.IsDigit(name[^1])))) name.Append('_');
            name.Append(char.ToLowerInvariant(c));
        }

        return name.ToString();
    }

    private static FaultKind Kind(string name) =>
        s_kinds.TryGetValue(name, out var kind) ? kind : throw new ControlException($"There is no fault '{name}'. There are: {string.Join(", ", s_kinds.Keys)}.");

    private static Fault Read(FaultKind kind, FaultBody body)
    {
        if (body.Api is { } api && !ApiNames.All.Contains(api, StringComparer.Ordinal))
            throw new ControlException($"There is no api '{api}'. There are: {string.Join(", ", ApiNames.All)}.");
        if (body.DelayMs is < 0 or > 600_000) throw new ControlException("delayMs must be between 0 and 600000.");
        var fault = new Fault(kind) { Times = body.Times, ClientId = body.ClientId, Api = body.Api, Target = body.Target, Code = body.Code, Message = body.Message };
        return body.DelayMs is { } delay ? fault with { Delay = TimeSpan.FromMilliseconds(delay) } : fault;
    }

    private static FaultView View(Fault fault) =>
        new(Name(fault.Kind), fault.Times, fault.ClientId, fault.Api, fault.Code, fault.Message, (long)fault.Delay.TotalMilliseconds);
}
