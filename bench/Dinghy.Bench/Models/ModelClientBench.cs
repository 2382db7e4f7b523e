using System.Globalization;
using System.Text;
using Dinghy.Bench.Driver;
using Dinghy.Bench.Floors;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Bench.Models;

/// <summary>
/// What our model client adds until the first token: beside a bare <see cref="HttpClient"/> that posts the same question and waits for the
/// first byte of the answer's body, one of each by turns, to an instant model in another process.
/// </summary>
internal static class ModelClientBench
{
    private const double Promised = 1.0;

    public static async Task<int> RunAsync(int rounds)
    {
        await using var model = await ModelProcess.StartAsync(CancellationToken.None);
        using var factory = new ModelFactory(TimeProvider.System, new Random(1), NullLoggerFactory.Instance, _ => null);
        var ours = Client(factory, model.Address);
        var floor = new Floor(model.Address);
        for (var i = 0; i < 500; i++)
        {
            await floor.FirstByteAsync();
            await FirstTokenAsync(ours);
        }

        var (bare, client) = (new double[rounds], new double[rounds]);
        for (var i = 0; i < rounds; i++)
        {
            bare[i] = await floor.FirstByteAsync();
            client[i] = await FirstTokenAsync(ours);
        }

        Array.Sort(bare);
        Array.Sort(client);
        var added = At(client, 0.5) - At(bare, 0.5);
        Console.WriteLine(Line($"bare HttpClient, to the first byte:  p50 {At(bare, 0.5):0.000} ms, p99 {At(bare, 0.99):0.000} ms"));
        Console.WriteLine(Line($"model client, to the first token:    p50 {At(client, 0.5):0.000} ms, p99 {At(client, 0.99):0.000} ms"));
        Console.WriteLine(Line($"added at p50: {added:0.000} ms (promised {Promised:0} ms), ratio {At(client, 0.5) / At(bare, 0.5):0.00}; {rounds} of each by turns"));
        return added <= Promised ? 0 : 1;
    }

    /// <summary>As the gateway makes it: with retries, cool-down and fallbacks around it.</summary>
    public static IChatClient Client(ModelFactory factory, Uri address) => ((ModelReady)factory.Create(new ModelsConfig
    {
        Default = "lab/instant",
        Providers = new Dictionary<string, ProviderConfig>(StringComparer.Ordinal) { ["lab"] = new() { BaseUrl = address, ApiKey = new Secret("x") } },
    })).Client;

    private static async Task<double> FirstTokenAsync(IChatClient client)
    {
        var began = TimeProvider.System.GetTimestamp();
        double? first = null;
        await foreach (var update in client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "今天的进度怎么样？")]))
            if (update.Text.Length > 0) first ??= TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
        return first ?? throw new BenchException("The model said nothing.");
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];

    private static string Line(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);

    private sealed class Floor(Uri baseUrl)
    {
        private readonly HttpClient _http = Http.Create();
        private readonly Uri _url = new(baseUrl.AbsoluteUri.TrimEnd('/') + "/chat/completions");
        private readonly byte[] _buffer = new byte[16 * 1024];

        public async Task<double> FirstByteAsync()
        {
            using var content = Http.Json(Encoding.UTF8.GetBytes("""{"model":"instant","stream":true,"messages":[{"role":"user","content":"今天的进度怎么样？"}]}"""));
            var began = TimeProvider.System.GetTimestamp();
            using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = content };
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await using var stream = await response.Content.ReadAsStreamAsync();
            var read = await stream.ReadAsync(_buffer);
            var first = TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
            while (read > 0) read = await stream.ReadAsync(_buffer);
            return first;
        }
    }
}
