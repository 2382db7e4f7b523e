using Dinghy.Gateway.Configuration;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Models;

/// <summary>Makes the client for a model's name. One per process: all its clients share connections, which it closes.</summary>
/// <param name="time">The clock of time-outs and pauses.</param>
/// <param name="random">Seeds the jitter of retries.</param>
/// <param name="logs">Where calls, faults and choices are told.</param>
/// <param name="environment">Looks an environment variable up; null where it is not set.</param>
internal sealed class ModelFactory(TimeProvider time, Random random, ILoggerFactory logs, Func<string, string?> environment) : IDisposable
{
    private readonly ModelCatalogue _catalogue = ModelCatalogue.Load();
    private readonly ILogger _log = logs.CreateLogger<ModelFactory>();
    private readonly HttpClient _http = ModelHttp.Create();

    /// <summary>
    /// The client of <paramref name="name"/> (<c>provider/model</c>), else of <see cref="ModelsConfig.Default"/>, else of the first catalogue
    /// provider that has a key. The demo model is given only to who names it.
    /// </summary>
    public ModelChoice Create(ModelsConfig config, string? name = null)
    {
        var resolver = new ProviderResolver(_catalogue, config, environment);
        var choice = FirstOf(name, config.Default) is { } named ? Make(resolver, named, "as configured") : Guess(resolver);
        if (choice is ModelReady ready) _log.Chosen(ready.Name, ready.Reason);
        else if (choice is ModelUnusable unusable) _log.Unusable(unusable.Code, unusable.Sentence);
        return choice;
    }

    /// <summary>What <see cref="ModelsConfig.ImageModel"/> names; null where it names nothing.</summary>
    public ModelChoice? CreateImageModel(ModelsConfig config) => string.IsNullOrWhiteSpace(config.ImageModel) ? null : Create(config, config.ImageModel);

    /// <summary>For choosing in chat: any model of these providers by its name.</summary>
    /// <param name="config">The providers.</param>
    /// <param name="chosen">The configured model; first of what is offered.</param>
    public ModelShelf Shelf(ModelsConfig config, string? chosen)
    {
        var resolver = new ProviderResolver(_catalogue, config, environment);
        var others = resolver.WithKeys().Select(provider => $"{provider.Name}/{provider.DefaultModel}");
        // Not logged: the name is somebody's words.
        return new ModelShelf(name => Make(resolver, name, "chosen in chat"), [.. new[] { chosen }.OfType<string>().Concat(others).Distinct(StringComparer.Ordinal)]);
    }

    public void Dispose() => _http.Dispose();

    private ModelChoice Guess(ProviderResolver resolver)
    {
        var found = resolver.WithKeys();
        if (found.Count == 0)
            return new ModelUnusable(ModelUnusable.NoDefault,
                "No model is chosen: set models.default to provider/model, or one provider's key, such as "
                + $"{_catalogue.Providers[0].Keys[0]}, in the environment. For a try without a key, models.default may be demo/demo.");

        var others = found.Count == 1 ? "" : $"; {string.Join(", ", found.Skip(1).Select(p => p.Name))} too, set models.default to choose";
        return Make(resolver, $"{found[0].Name}/{found[0].DefaultModel}", $"no models.default, and {found[0].Name} has a key{others}");
    }

    private ModelChoice Make(ProviderResolver resolver, string name, string reason) => resolver.Resolve(name) switch
    {
        ProviderResolver.Found.Endpoint { Value: var endpoint } => new ModelReady(Client(endpoint), $"{endpoint.Provider}/{endpoint.Model}", reason, endpoint.Sees)
        {
            ThinkingLevels = endpoint.Thinking?.Levels ?? [],
        },
        ProviderResolver.Found.Offline => new ModelReady(new DemoModel(time), "demo/demo", reason, Sees: true),
        ProviderResolver.Found.Nothing nothing => new ModelUnusable(nothing.Code, nothing.Sentence),
        _ => throw new InvalidOperationException("An ending of the resolver has no model here."),
    };

    private RetryingChatClient Client(OpenAiEndpoint endpoint) =>
        new(new OpenAiChatClient(_http, endpoint, time, logs.CreateLogger<OpenAiChatClient>()), time, random, logs.CreateLogger<RetryingChatClient>());

    private static string? FirstOf(params string?[] names) => names.FirstOrDefault(n => !string.IsNullOrWhiteSpace(n));
}
