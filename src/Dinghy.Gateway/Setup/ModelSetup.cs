using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Doctor;
using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Setup;

/// <summary>A model and its key: asked one short question, then saved.</summary>
/// <param name="source">Whose configuration.</param>
/// <param name="models">Makes the model's client.</param>
/// <param name="time">The clock.</param>
internal sealed class ModelSetup(ConfigSource source, ModelFactory models, TimeProvider time)
{
    private readonly ConfigEditor _editor = new(source, new ConfigHistory(source.HomeFolder(), time));

    /// <summary>Asks the model as the gateway would, for its first word. Costs a few tokens; writes nothing.</summary>
    /// <param name="answers">What to try.</param>
    /// <param name="offline">It is not asked.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="IOException">The file can not be read.</exception>
    public async Task<SetupCheck> CheckAsync(ModelAnswers answers, bool offline, CancellationToken ct)
    {
        if (Fault(answers) is { } fault) return SetupCheck.No(fault);
        var will = _editor.Preview(Edits(answers), out var was, out var refusal);
        if (refusal is not null) return SetupCheck.No(refusal.Sentence, refusal.Faults);
        if (will.Faults.Except(was.Faults).ToList() is { Count: > 0 } faults) return SetupCheck.No("The configuration would have faults.", faults);
        if (will.Readable is not { } config) return SetupCheck.No("The configuration can not be read.", will.Faults);
        var visit = await ModelVisit.AskAsync(config.Models, answers.Model, models, offline, time, ct);
        return new([.. ModelChecks.All.Where(check => check.Id != "model.fallbacks").Select(check => new Diagnosis(check.Id, null, check.Proves, check.Judge(visit)))])
        {
            Notes = [.. Notes(answers, config)],
        };
    }

    /// <summary>Writes it, all or nothing. Does not ask whether it was tried.</summary>
    /// <exception cref="IOException">The file can not be written.</exception>
    public EditResult Save(ModelAnswers answers) => Fault(answers) is { } fault ? EditResult.Refused(fault) : _editor.SetAll(Edits(answers), $"the model {answers.Model} is saved");

    private IReadOnlyList<KeyEdit> Edits(ModelAnswers answers) => ModelEdits.Of(answers, _editor.Has);

    /// <summary>A key goes to the address it was given for, and not to whichever is named beside it later.</summary>
    private string? Fault(ModelAnswers answers)
    {
        if (answers.IsReference) return FarAnswers.Refused;
        var given = (answers.ApiKey ?? answers.ApiKeyFile) is not null;
        if (answers.BaseUrl is not { } address || (given && !answers.FromElsewhere)) return null;
        var provider = ModelEdits.ProviderOf(answers.Model);
        var config = ConfigLoader.Load(source).Readable?.Models ?? new ModelsConfig();
        var mine = config.Providers.FirstOrDefault(one => string.Equals(one.Key, provider, StringComparison.OrdinalIgnoreCase)).Value;
        var hasKey = !given && (mine is { ApiKey: not null } or { ApiKeys.Count: > 0 });
        // What stands beside the key goes along too, and the environment's in its place; whoever is at the machine may want that.
        if (answers.FromElsewhere) hasKey |= mine is { Headers.Count: > 0 } or { ApiKeys.Count: > 0 } || (!given && models.TakesKey(provider));
        return hasKey && mine?.BaseUrl?.OriginalString.TrimEnd('/') != address.TrimEnd('/')
            ? $"{provider} has a key for another address: give the key for {address} with it." : null;
    }

    private static IEnumerable<Words> Notes(ModelAnswers answers, DinghyConfig config)
    {
        if (config.Agents.Find(config.Routing.DefaultAgent)?.Model is { Length: > 0 } own && own != answers.Model)
            yield return new($"默认智能体另有自己的模型 {own}，会用它而不是 models.default", $"the default agent has a model of its own, {own}, and asks that one, not models.default");
    }
}
