using Dinghy.Gateway.Configuration;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Tools;

/// <summary>The tools of one agent.</summary>
internal sealed class ToolBox
{
    private readonly Func<ToolSet>? _more;
    private readonly IReadOnlyList<ITool> _own;
    private readonly IReadOnlyList<string>? _allowed;
    private volatile Contents _contents;

    /// <summary>What is in it; made anew when what comes from elsewhere has changed.</summary>
    private sealed record Contents(ToolSet More, Dictionary<string, ITool> ByName, IReadOnlyList<ITool> All, IReadOnlyList<AITool> Declarations);

    /// <param name="tools">Those that are always there.</param>
    /// <param name="allowed">Names as configured, <c>*</c> allowed; null allows all.</param>
    /// <param name="log">Hears of names that are no tool's.</param>
    /// <param name="more">Those of servers, which come and change; null: there are none.</param>
    public ToolBox(IEnumerable<ITool> tools, IReadOnlyList<string>? allowed, ToolLog log, Func<ToolSet>? more = null)
    {
        (_own, _allowed, _more) = ([.. tools], allowed, more);
        var names = _own.Select(tool => tool.Declaration.Name).ToList();
        if (more is null)
            foreach (var name in (allowed ?? []).Where(name => !names.Exists(known => ToolPattern.Fits(name, known)))) log.Unknown(name, string.Join(", ", names));
        _contents = Fill(more?.Invoke() ?? ToolSet.Empty);
    }

    public static ToolBox Empty(ToolLog log) => new([], [], log);

    /// <summary>As a request carries them; always in the same order, for the provider's cache.</summary>
    public IReadOnlyList<AITool> Declarations => Current.Declarations;

    /// <summary>In the same order.</summary>
    public IReadOnlyList<ITool> All => Current.All;

    private Contents Current
    {
        get
        {
            if (_more?.Invoke() is { } more && more != _contents.More) _contents = Fill(more);
            return _contents;
        }
    }

    public ITool? Find(string name) => Current.ByName.GetValueOrDefault(name);

    /// <summary>Waits for servers that have not told their tools yet, for a short while.</summary>
    public Task ReadyAsync(CancellationToken ct) => _more is null || _allowed is { Count: 0 } ? Task.CompletedTask : Current.More.ReadyAsync(_allowed, ct);

    private Contents Fill(ToolSet more)
    {
        var byName = new Dictionary<string, ITool>(StringComparer.Ordinal);
        // A server's tool never takes the place of one of ours.
        foreach (var tool in _own.Concat(more.Tools))
            if (_allowed is null ? !tool.OnlyIfNamed : ToolPattern.FitsAny(_allowed, tool.Declaration.Name)) byName.TryAdd(tool.Declaration.Name, tool);
        return new Contents(more, byName, [.. byName.Values], [.. byName.Values.Select(tool => tool.Declaration)]);
    }
}

/// <summary>Tools that come from elsewhere, as they are now: another set when they change.</summary>
/// <param name="Tools">In an order that stays.</param>
/// <param name="ReadyAsync">Waits for those that are not known yet, for a short while; of an allow-list (null: all) only what it may name.</param>
internal sealed record ToolSet(IReadOnlyList<ITool> Tools, Func<IReadOnlyList<string>?, CancellationToken, Task> ReadyAsync)
{
    public static ToolSet Empty { get; } = new([], (_, _) => Task.CompletedTask);
}
