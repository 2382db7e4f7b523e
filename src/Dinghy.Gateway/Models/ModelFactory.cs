using System.Security.Cryptography;
using System.Text;
using Dinghy.Gateway.Configuration;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Models;

/// <summary>A model's name, for a list.</summary>
/// <param name="Name"><c>provider/model</c>.</param>
/// <param name="HasKey">It could be asked.</param>
/// <param name="Untried">Nobody has talked to that provider with this program yet.</param>
/// <param name="KeyVariable">The usual variable of its key; null: none.</param>
internal sealed record KnownName(string Name, bool HasKey, bool Untried, string? KeyVariable);

/// <summary>A provider, for choosing one.</summary>
/// <param name="Name">Before the slash.</param>
/// <param name="DefaultModel">Null: nobody can say which one is there.</param>
/// <param name="KeyVariable">The usual variable of its key; null: it takes none.</param>
/// <param name="HasKey">One is there already.</param>
/// <param name="Untried">Nobody has talked to it with this program yet.</param>
internal sealed record KnownProvider(string Name, string? DefaultModel, string? KeyVariable, bool HasKey, bool Untried);

/// <summary>Makes the client for a model's name. One per process: all its clients share connections, which it closes, and what is known of resting models.</summary>
/// <param name="time">The clock of time-outs and pauses.</param>
/// <param name="random">Seeds the jitter of retries.</param>
/// <param name="logs">Where calls, faults and choices are told.</param>
/// <param name="environment">Looks an environment variable up; null where it is not set.</param>
internal sealed class ModelFactory(TimeProvider time, Random random, ILoggerFactory logs, Func<string, string?> environment) : IDisposable
{
    private readonly ModelCatalogue _catalogue = ModelCatalogue.Load();
    private readonly ILogger _log = logs.CreateLogger<ModelFactory>();
    private readonly ModelHttp _http = new();
    private readonly CoolDowns _rests = new(time);

    /// <summary>
    /// The client of <paramref name="name"/> (<c>provider/model</c>), else of <see cref="ModelsConfig.Default"/>, else of the first catalogue
    /// provider that has a key. The demo model is given only to who names it.
    /// </summary>
    /// <param name="config">Providers, fallbacks, time-outs.</param>
    /// <param name="name">Null: the usual one.</param>
    /// <param name="fallbacks">Null: <see cref="ModelsConfig.Fallbacks"/>.</param>
    public ModelChoice Create(ModelsConfig config, string? name = null, IReadOnlyList<string>? fallbacks = null)
    {
        var resolver = new ProviderResolver(_catalogue, config, environment);
        var choice = FirstOf(name, config.Default) is { } named ? Make(resolver, named, fallbacks ?? config.Fallbacks, "as configured") : Guess(resolver, fallbacks ?? config.Fallbacks);
        if (choice is ModelReady ready)
        {
            _log.Chosen(ready.Name, ready.Reason);
            foreach (var note in ready.Notes) _log.Noted(note);
        }
        else if (choice is ModelUnusable unusable)
        {
            _log.Unusable(unusable.Code, unusable.Sentence);
        }

        return choice;
    }

    /// <summary>What <see cref="ModelsConfig.ImageModel"/> names; null where it names nothing.</summary>
    public ModelChoice? CreateImageModel(ModelsConfig config) => string.IsNullOrWhiteSpace(config.ImageModel) ? null : Create(config, config.ImageModel, []);

    /// <summary>For choosing in chat: any model of these providers by its name.</summary>
    /// <param name="config">The providers.</param>
    /// <param name="chosen">The configured model; first of what is offered.</param>
    public ModelShelf Shelf(ModelsConfig config, string? chosen)
    {
        var resolver = new ProviderResolver(_catalogue, config, environment);
        var others = resolver.WithKeys().Select(provider => $"{provider.Name}/{provider.DefaultModel}");
        // Not logged: the name is somebody's words.
        return new ModelShelf(
            // A slip of the pen does not choose a fallback.
            name => resolver.Resolve(name) is ProviderResolver.Found.Nothing nothing ? new ModelUnusable(nothing.Code, nothing.Sentence) : Make(resolver, name, config.Fallbacks, "chosen in chat"),
            [.. new[] { chosen }.OfType<string>().Concat(config.Fallbacks).Concat(others).Concat(resolver.OwnModels()).Distinct(StringComparer.Ordinal).Take(ModelShelf.MaxKnown)]);
    }

    /// <summary>Every model that the catalogue or the configuration names, for lists.</summary>
    public IReadOnlyList<KnownName> Known(ModelsConfig config)
    {
        var resolver = new ProviderResolver(_catalogue, config, environment);
        var keyed = resolver.WithKeys().Select(provider => provider.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. resolver.OwnModels().Select(name => new KnownName(name, HasKey: true, Untried: false, KeyVariable: null)),
            .. _catalogue.Providers.SelectMany(provider => resolver.ModelsOf(provider).Select(name => new KnownName(name, keyed.Contains(provider.Name), provider.Untried, provider.Keys is [var variable, ..] ? variable : null))),
        ];
    }

    /// <summary>The environment may hold a key of this provider.</summary>
    public bool TakesKey(string provider) => _catalogue.Find(provider) is { Keys.Count: > 0 };

    /// <summary>The catalogue's providers, each once, those with a key first: for choosing one.</summary>
    public IReadOnlyList<KnownProvider> Providers(ModelsConfig config)
    {
        var keyed = new ProviderResolver(_catalogue, config, environment).WithKeys().Select(provider => provider.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. _catalogue.Providers.Where(provider => provider.VariantOf is null)
                .Select(provider => new KnownProvider(provider.Name, provider.DefaultModel, provider.Keys is [var usual, ..] ? usual : null, keyed.Contains(provider.Name), provider.Untried))
                .OrderByDescending(provider => provider.HasKey),
        ];
    }

    /// <summary>What is known of a model whether it can be asked or not; null: it names no known provider.</summary>
    public ModelFacts? FactsOf(ModelsConfig config, string name) => new ProviderResolver(_catalogue, config, _ => "-").Resolve(name) switch
    {
        ProviderResolver.Found.Endpoint { Value: var endpoint } => endpoint.Facts,
        _ => null,
    };

    public void Dispose() => _http.Dispose();

    private ModelChoice Guess(ProviderResolver resolver, IReadOnlyList<string> fallbacks)
    {
        var found = resolver.WithKeys();
        if (found.Count == 0)
            return new ModelUnusable(ModelUnusable.NoDefault,
                "No model is chosen: set models.default to provider/model, or one provider's key, such as "
                + $"{_catalogue.Providers[0].Keys[0]}, in the environment. For a try without a key, models.default may be demo/demo.");

        var others = found.Count == 1 ? "" : $"; {string.Join(", ", found.Skip(1).Select(p => p.Name))} too, set models.default to choose";
        return Make(resolver, $"{found[0].Name}/{found[0].DefaultModel}", fallbacks, $"no models.default, and {found[0].Name} has a key{others}");
    }

    /// <summary>The first that can be used answers; what can not is noted, and is no reason to have no answer.</summary>
    private ModelChoice Make(ProviderResolver resolver, string name, IReadOnlyList<string> fallbacks, string reason)
    {
        ModelReady? first = null;
        ModelUnusable? wrong = null;
        var (steps, notes) = (new List<ModelStep>(), new List<string>());
        foreach (var wanted in fallbacks.Prepend(name))
        {
            var found = resolver.Resolve(wanted);
            if (found is ProviderResolver.Found.Endpoint { Value: var unproven } && RoadFault(unproven) is { } fault) found = fault;
            if (found is ProviderResolver.Found.Nothing nothing)
            {
                wrong ??= new ModelUnusable(nothing.Code, nothing.Sentence);
                if (fallbacks.Count > 0) notes.Add($"Of the models to ask, one is passed over: {nothing.Sentence}");
                continue;
            }

            var (ready, step) = found is ProviderResolver.Found.Endpoint { Value: var endpoint } ? Link(endpoint, reason, notes) : Offline(reason);
            first ??= ready;
            if (!steps.Exists(one => one.Name == step.Name)) steps.Add(step);
        }

        if (first is null) return wrong!;
        // Alone, the demo model needs nobody around it.
        IChatClient client = steps is [{ Links: [{ Patient: DemoModel demo }] }] ? demo : new FallbackChatClient(steps, _rests, time, _log);
        return new ModelReady(client, first.Name, first.Reason, first.Sees) { ThinkingLevels = first.ThinkingLevels, Facts = first.Facts, Notes = notes };
    }

    /// <summary>Null: the way there can be made.</summary>
    private ProviderResolver.Found.Nothing? RoadFault(ModelEndpoint endpoint)
    {
        try
        {
            _http.For(endpoint.Road);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return new ProviderResolver.Found.Nothing(ModelUnusable.BadCaFile, $"models.providers.{endpoint.Provider}.ca_file holds no certificate that can be read: {endpoint.Road.CaFile}.");
        }
    }

    private (ModelReady Ready, ModelStep Step) Offline(string reason)
    {
        var demo = new DemoModel(time);
        return (new ModelReady(demo, "demo/demo", reason, Sees: true) { Facts = new ModelFacts { Sees = true } }, new ModelStep([new ModelLink("demo/demo", "demo", demo, demo)], new ModelFacts { Sees = true }));
    }

    private (ModelReady Ready, ModelStep Step) Link(ModelEndpoint endpoint, string reason, List<string> notes)
    {
        if (endpoint.Retired is { } gone) notes.Add($"Model {endpoint.Provider}/{gone} is retired by its provider; {endpoint.Name} is asked instead. Write that name.");
        var links = endpoint.MoreKeys.Prepend(endpoint.Key).Select(key => Link(endpoint with { Key = key })).ToList();
        var ready = new ModelReady(links[0].Patient, endpoint.Name, reason, endpoint.Facts.Sees)
        {
            ThinkingLevels = endpoint.Thinking?.Levels ?? [],
            Facts = endpoint.Facts,
        };
        return (ready, new ModelStep(links, endpoint.Facts));
    }

    private ModelLink Link(ModelEndpoint endpoint)
    {
        var client = new WireChatClient(_http.For(endpoint.Road), endpoint, time, logs.CreateLogger<WireChatClient>());
        var log = logs.CreateLogger<RetryingChatClient>();
        return new ModelLink(
            endpoint.Name, $"{endpoint.Address} {endpoint.Model} {FingerprintOf(endpoint.Key)}",
            new RetryingChatClient(client, time, random, log, brief: true), new RetryingChatClient(client, time, random, log));
    }

    /// <summary>Enough to tell keys apart, nothing to use.</summary>
    private static string FingerprintOf(Secret? key) => key is null ? "-" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Reveal())))[..8];

    private static string? FirstOf(params string?[] names) => names.FirstOrDefault(n => !string.IsNullOrWhiteSpace(n));
}
