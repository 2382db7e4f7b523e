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

    public static async Task<ModelVisit> PayAsync(DinghyConfig? config, ModelFactory models, bool offline, TimeProvider time, CancellationToken ct)
    {
        if (config is null) return new(Choice: null, Asked: false);
        var choice = models.Create(config.Models with { TimeoutSeconds = Math.Min(config.Models.TimeoutSeconds, MostSeconds) }, config.Agents.Find(config.Routing.DefaultAgent)?.Model);
        var others = config.Agents.All.Where(agent => agent.Id != config.Routing.DefaultAgent && config.Routing.Rules.Any(rule => rule.Agent == agent.Id))
            .Select(agent => (agent.Id, Why: models.Create(config.Models, agent.Model) as ModelUnusable)).Where(one => one.Why is not null).Select(one => (one.Id, one.Why!)).ToList();
        if (offline || choice is not ModelReady ready) return new(choice, Asked: false) { Others = others };
        var visit = new ModelVisit(choice, Asked: true) { Others = others };
        var began = time.GetTimestamp();
        try
        {
            await BeginAsync(ready, ct);
            return visit with { Took = time.GetElapsedTime(began) };
        }
        catch (ModelException e)
        {
            return visit with { Fault = e };
        }
    }

    /// <summary>The first piece proves everything; the rest is not waited and hardly paid for. Asked without retries: one call.</summary>
    private static async Task BeginAsync(ModelReady model, CancellationToken ct)
    {
        IChatClient once = model.Client.GetService<OpenAiChatClient>() is { } bare ? bare : model.Client;
        await foreach (var _ in once.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "Say OK.")], cancellationToken: ct)) return;
    }
}
