using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Models;

/// <summary>How a host is spoken to.</summary>
internal enum WireForm
{
    /// <summary><c>POST …/chat/completions</c>.</summary>
    OpenAi,

    /// <summary><c>POST …/v1/messages</c>.</summary>
    Anthropic,
}

/// <summary>One model behind one address, with one key.</summary>
internal sealed record ModelEndpoint
{
    /// <summary>The provider's name in the configuration: what faults and logs call it.</summary>
    public required string Provider { get; init; }

    public required string Model { get; init; }

    /// <summary><c>provider/model</c>.</summary>
    public string Name => $"{Provider}/{Model}";

    public WireForm Form { get; init; }

    /// <summary>The full address that is posted to.</summary>
    public required Uri Address { get; init; }

    /// <summary>Null sends no key.</summary>
    public Secret? Key { get; init; }

    /// <summary>Further keys of the same account or others; used in turn with <see cref="Key"/>.</summary>
    public IReadOnlyList<Secret> MoreKeys { get; init; } = [];

    /// <summary>Sent besides our own.</summary>
    public IReadOnlyDictionary<string, Secret> Headers { get; init; } = NoHeaders;

    public static IReadOnlyDictionary<string, Secret> NoHeaders { get; } = new Dictionary<string, Secret>(StringComparer.OrdinalIgnoreCase);

    public ModelQuirks Quirks { get; init; } = new();

    public ModelFacts Facts { get; init; } = ModelFacts.Unknown;

    /// <summary>How the model is told how hard to think; null: it is never told.</summary>
    public ThinkingForm? Thinking { get; init; }

    /// <summary>The way there.</summary>
    public ModelRoad Road { get; init; } = ModelRoad.Usual;

    /// <summary>What was asked for and is gone; <see cref="Model"/> took its place. Null: nothing.</summary>
    public string? Retired { get; init; }

    /// <summary>No token for this long ends the call.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Appends the path unless it is already there, as people paste either.</summary>
    public static Uri AddressOf(Uri baseUrl, WireForm form = WireForm.OpenAi)
    {
        var path = form == WireForm.OpenAi ? "/chat/completions" : "/v1/messages";
        var text = baseUrl.AbsoluteUri.TrimEnd('/');
        if (form == WireForm.Anthropic && text.EndsWith("/v1", StringComparison.Ordinal)) text = text[..^3];
        return new Uri(text.EndsWith(path, StringComparison.Ordinal) ? text : text + path);
    }
}

/// <summary>How a provider is reached.</summary>
/// <param name="Proxy">Null: as the environment says.</param>
/// <param name="CaFile">Certificates, as PEM, that are trusted besides the system's; null: none.</param>
internal sealed record ModelRoad(Uri? Proxy = null, string? CaFile = null)
{
    public static ModelRoad Usual { get; } = new();
}
