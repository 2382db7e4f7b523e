using System.Diagnostics;
using Dinghy.DingTalk;
using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.OpenApi;
using Dinghy.Bench.Driver;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Bench.Decide;

/// <summary>What it costs to decide who answers: 1,000 rules, 10,000 people in 5,000 departments, the directory remembered.</summary>
internal static class DecideBench
{
    private const int People = 10_000;
    private const int Departments = 5_000;
    private const int Rules = 1_000;
    private const int WarmUps = 20;
    private const int Rounds = 31;
    private const double Target = 5;

    public static async Task<int> RunAsync()
    {
        using var organisation = new MadeUpOrganisation(Departments);
        using var http = new HttpClient(organisation);
        var tokens = new AccessTokenProvider(new DingTalkApp("bench", "bench"), DingTalkEndpoints.Default, http, TimeProvider.System);
        var log = new RoutingLog(NullLogger<RoutingLog>.Instance);
        var contacts = new ContactApi(DingTalkEndpoints.Default, tokens, http, TimeProvider.System);
        var roles = new RoleApi(DingTalkEndpoints.Default, tokens, http, TimeProvider.System);
        var directory = new PersonDirectory(new OrganisationDirectory("main", contacts, roles, CallGate.Open, log, TimeProvider.System), log, TimeProvider.System);
        var router = new Router(new RouteTable(new RoutingConfig { Rules = [.. Enumerable.Range(0, Rules).Select(Rule)] }), new Dictionary<string, PersonDirectory> { ["main"] = directory }, log);
        var turns = Enumerable.Range(0, People).Select(MadeUpOrganisation.Says).ToArray();

        // Asks for everybody once; then until the compiler has made its last version of everything, which it does beside us.
        for (var round = 0; round < WarmUps; round++) await PassAsync(router, turns);
        var figures = new (double Cpu, double Clock)[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            // What an earlier round left behind is not this one's.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            figures[round] = await PassAsync(router, turns);
        }

        var cpu = figures.Select(figure => figure.Cpu).ToArray();
        var (median, best) = (Sample.Percentile(cpu, 50), cpu.Min());
        Console.Out.WriteLine($"routing: {median:0.00} µs of processor time a message (median of {Rounds} rounds, best {best:0.00}; by the clock {Sample.Percentile([.. figures.Select(figure => figure.Clock)], 50):0.00}); {Rules:N0} rules, {People:N0} people, {Departments:N0} departments; to stay under {Target} µs with policy");
        return median <= Target ? 0 : 1;
    }

    /// <summary>By processor time: on a machine with other work the clock tells mostly of that.</summary>
    /// <returns>Microseconds a message.</returns>
    private static async Task<(double Cpu, double Clock)> PassAsync(Router router, Turn[] turns)
    {
        var (used, began) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        foreach (var turn in turns) await router.ResolveAsync(turn, CancellationToken.None);
        return ((Environment.CpuUsage.TotalTime - used).TotalMicroseconds / turns.Length, Stopwatch.GetElapsedTime(began).TotalMicroseconds / turns.Length);
    }

    /// <summary>Mostly departments: the dearest kind.</summary>
    private static RouteRule Rule(int number) => (number % 10) switch
    {
        0 => new($"routing[{number}]", $"agent{number}") { Person = $"u{number * 7}" },
        1 => new($"routing[{number}]", $"agent{number}") { Conversation = $"cid{number}==" },
        2 => new($"routing[{number}]", $"agent{number}") { Account = number % 3 == 0 ? "main" : $"account{number}", Chat = ChatKind.Group },
        _ => new($"routing[{number}]", $"agent{number}") { Department = 2 + (number * 4) },
    };
}
