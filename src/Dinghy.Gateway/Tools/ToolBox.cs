using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Tools;

/// <summary>The tools of one agent.</summary>
internal sealed class ToolBox
{
    private readonly Dictionary<string, ITool> _tools;

    /// <param name="tools">All there are.</param>
    /// <param name="allowed">Their names as configured; null allows all.</param>
    /// <param name="log">Hears of names that are no tool's.</param>
    public ToolBox(IEnumerable<ITool> tools, IReadOnlyList<string>? allowed, ToolLog log)
    {
        var all = tools.ToDictionary(tool => tool.Declaration.Name, StringComparer.Ordinal);
        foreach (var name in (allowed ?? []).Where(name => !all.ContainsKey(name))) log.Unknown(name, string.Join(", ", all.Keys));
        _tools = allowed is null ? all : all.Where(entry => allowed.Contains(entry.Key, StringComparer.Ordinal)).ToDictionary(StringComparer.Ordinal);
        Declarations = [.. _tools.Values.Select(tool => tool.Declaration)];
    }

    public static ToolBox Empty(ToolLog log) => new([], [], log);

    /// <summary>As a request carries them; always in the same order, for the provider's cache.</summary>
    public IReadOnlyList<AITool> Declarations { get; }

    public ITool? Find(string name) => _tools.GetValueOrDefault(name);
}
