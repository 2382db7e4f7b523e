using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Doctor;

/// <summary>What was seen of the model.</summary>
/// <param name="Choice">Null: there is no configuration to choose by.</param>
/// <param name="Asked">It was asked one short question.</param>
internal sealed record ModelVisit(ModelChoice? Choice, bool Asked)
{
    /// <summary>A person waits longer; whoever looks for a fault need not.</summary>
    private const int MostSeconds = 20;

    /// <summary>Other agents whose model can not be had: their id and why.</summary>
    public IReadOnlyList<(string Agent, ModelUnusable Why)> Others { get; init; } = [];

    /// <summary>Null: it began to answer.</summary>
    public ModelException? Fault { get; init; }

    /// <summary>Until its first piece.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>The models that are asked after it, and what each came to; a fault of null: it began to answer, or was not asked.</summary>
    public IReadOnlyList<(string Name, ModelException? Fault)> Fallbacks { get; init; } = [];

    public static async Task<ModelVisit> PayAsync(DinghyConfig? config, ModelFactory models, bool offline, TimeProvider time, CancellationToken ct)
    {
        if (config is null) return new(Choice: null, Asked: false);
        var (agent, hasty) = (config.Agents.Find(config.Routing.DefaultAgent), config.Models with { TimeoutSeconds = Math.Min(config.Models.TimeoutSeconds, MostSeconds) });
        var choice = models.Create(hasty, agent?.Model, agent?.Fallbacks);
        var others = config.Agents.All.Where(one => one.Id != config.Routing.DefaultAgent && config.Routing.Rules.Any(rule => rule.Agent == one.Id))
            .Select(one => (one.Id, Why: models.Create(config.Models, one.Model) as ModelUnusable)).Where(one => one.Why is not null).Select(one => (one.Id, one.Why!)).ToList();
        if (choice is not ModelReady ready) return new(choice, Asked: false) { Others = others };
        var fallbacks = ready.Client.GetService<FallbackChatClient>()?.States.Skip(1).Select(state => state.Name).ToList() ?? [];
        if (offline) return new(choice, Asked: false) { Others = others, Fallbacks = [.. fallbacks.Select(name => (name, (ModelException?)null))] };
        var visit = new ModelVisit(choice, Asked: true) { Others = others };
        var began = time.GetTimestamp();
        var fault = await FaultAsync(ready, ct);
        visit = fault is null ? visit with { Took = time.GetElapsedTime(began) } : visit with { Fault = fault };
        var asked = new List<(string, ModelException?)>();
        foreach (var name in fallbacks)
            if (models.Create(hasty, name, []) is ModelReady other) asked.Add((name, await FaultAsync(other, ct)));
        return visit with { Fallbacks = asked };
    }

    /// <summary>One model, whoever's it is to be, without its fallbacks.</summary>
    public static async Task<ModelVisit> AskAsync(ModelsConfig config, string name, ModelFactory models, bool offline, TimeProvider time, CancellationToken ct)
    {
        var choice = models.Create(config with { TimeoutSeconds = Math.Min(config.TimeoutSeconds, MostSeconds) }, name, []);
        if (offline || choice is not ModelReady ready) return new(choice, Asked: false);
        var began = time.GetTimestamp();
        return await FaultAsync(ready, ct) is { } fault ? new(choice, Asked: true) { Fault = fault } : new(choice, Asked: true) { Took = time.GetElapsedTime(began) };
    }

    private static async Task<ModelException?> FaultAsync(ModelReady model, CancellationToken ct)
    {
        try
        {
            await BeginAsync(model, ct);
            return null;
        }
        catch (ModelException e)
        {
            return e;
        }
    }

    /// <summary>The first piece proves everything; the rest is not waited and hardly paid for. Asked without retries: one call.</summary>
    private static async Task BeginAsync(ModelReady model, CancellationToken ct)
    {
        IChatClient once = model.Client.GetService<WireChatClient>() is { } bare ? bare : model.Client;
        await foreach (var _ in once.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "Say OK.")], cancellationToken: ct)) return;
    }
}
