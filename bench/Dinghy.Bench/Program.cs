using Dinghy.Bench;
using Dinghy.Bench.Decide;
using Dinghy.Bench.Driver;
using Dinghy.Bench.Figures;
using Dinghy.Bench.Floors;
using Dinghy.Bench.Model;

// One program in all roles, so that every row comes from one build. bench/run.sh starts one of the first four, which start the rest.
return args switch
{
    ["driver", .. var options] => await BenchRun.RunAsync("bench", options, Rows.MeasureAsync),
    ["cards", .. var options] => await BenchRun.RunAsync("bench cards", options, CardsRun.MeasureAsync),
    ["calls", .. var options] => await BenchRun.RunAsync("bench calls", options, CallsRun.MeasureAsync),
    ["first-sign", .. var options] => await BenchRun.RunAsync("bench first-sign", options, FirstSignRun.MeasureAsync),
    ["config"] => ConfigBench.Run(),
    ["policy"] => PolicyBench.Run(),
    ["knowledge", .. var options] => await KnowledgeBench.RunAsync(options),
    ["decide"] => await DecideBench.RunAsync(),
    ["model"] => await InstantModel.RunAsync(),
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
