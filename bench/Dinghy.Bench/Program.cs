using System.Globalization;
using Dinghy.Bench;
using Dinghy.Bench.Decide;
using Dinghy.Bench.Driver;
using Dinghy.Bench.Figures;
using Dinghy.Bench.Floors;
using Dinghy.Bench.Model;
using Dinghy.Bench.Models;
using Dinghy.Bench.Webhooks;

// One program in all roles, so that every row comes from one build. bench/run.sh starts one of the first four, which start the rest.
return args switch
{
    ["driver", .. var options] => await BenchRun.RunAsync("bench", options, Rows.MeasureAsync),
    ["cards", .. var options] => await BenchRun.RunAsync("bench cards", options, CardsRun.MeasureAsync),
    ["calls", .. var options] => await BenchRun.RunAsync("bench calls", options, CallsRun.MeasureAsync),
    ["first-sign", .. var options] => await BenchRun.RunAsync("bench first-sign", options, FirstSignRun.MeasureAsync),
    ["config"] => ConfigBench.Run(),
    ["turns", .. var count] => await TurnsBench.RunAsync(count.Length > 0 && int.TryParse(count[0], out var messages) ? messages : 10_000),
    ["policy"] => PolicyBench.Run(),
    ["knowledge", .. var options] => await KnowledgeBench.RunAsync(options),
    ["webhook", .. var options] => await WebhookBench.RunAsync(options),
    ["webhook-load", var url, var kind, var seconds, var round, var connections] => await WebhookLoad.RunAsync(
        new Uri(url), kind, int.Parse(seconds, CultureInfo.InvariantCulture), int.Parse(round, CultureInfo.InvariantCulture), int.Parse(connections, CultureInfo.InvariantCulture)),
    ["decide"] => await DecideBench.RunAsync(),
    ["model"] => await InstantModel.RunAsync(),
    ["paced", var seconds] => await PacedModel.RunAsync(int.Parse(seconds, CultureInfo.InvariantCulture)),
    ["model-client", .. var rounds] => await ModelClientBench.RunAsync(rounds.Length > 0 ? int.Parse(rounds[0], CultureInfo.InvariantCulture) : 5_000),
    ["model-streams", .. var size] => await ModelStreamsBench.RunAsync(
        size.Length > 0 ? int.Parse(size[0], CultureInfo.InvariantCulture) : 1_000, size.Length > 1 ? int.Parse(size[1], CultureInfo.InvariantCulture) : 20),
    ["echo", var api] => await FloorBot.RunAsync(new Uri(api), answers: null),
    ["durable", var api, var model, var journal] => await RunDurableAsync(new Uri(api), new Uri(model), journal),
    _ => Usage(),
};

static async Task<int> RunDurableAsync(Uri api, Uri model, string path)
{
    using var journal = new Journal(path);
    return await FloorBot.RunAsync(api, new DurableAnswers(journal, new ModelCall(model)));
}

static int Usage()
{
    Console.Error.WriteLine("Start bench/run.sh instead: it builds what is measured.");
    return 2;
}
