using System.Collections.Concurrent;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Models;

/// <summary>Models by name, each made when it is first asked for and shared by all who name it.</summary>
internal sealed class ModelPool(ModelFactory factory, ModelsConfig config)
{
    private readonly ConcurrentDictionary<string, Lazy<ModelChoice>> _models = new(StringComparer.Ordinal);

    /// <param name="name"><c>provider/model</c>; null: the usual one.</param>
    /// <param name="fallbacks">Null: the usual ones.</param>
    public ModelChoice Get(string? name, IReadOnlyList<string>? fallbacks = null) => _models.GetOrAdd(
        fallbacks is null ? name ?? "" : $"{name}\n{string.Join('\n', fallbacks)}", _ => new Lazy<ModelChoice>(() => factory.Create(config, name, fallbacks))).Value;
}
