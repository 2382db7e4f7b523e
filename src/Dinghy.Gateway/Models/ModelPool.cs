using System.Collections.Concurrent;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Models;

/// <summary>Models by name, each made when it is first asked for and shared by all who name it.</summary>
internal sealed class ModelPool(ModelFactory factory, ModelsConfig config)
{
    private readonly ConcurrentDictionary<string, Lazy<ModelChoice>> _models = new(StringComparer.Ordinal);

    /// <param name="name"><c>provider/model</c>; null: the usual one.</param>
    public ModelChoice Get(string? name) => _models.GetOrAdd(name ?? "", _ => new Lazy<ModelChoice>(() => factory.Create(config, name))).Value;
}
