using System.Text.Json;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tools;

/// <summary>
/// What one turn has done so far: the model's answers that called tools, and what came of each call. Durable before it is relied upon:
/// an answer before its first call runs, a call that changes something before it begins, its result with whatever comes next.
/// </summary>
/// <param name="turnId">Whose.</param>
/// <param name="store">Null: kept in memory only.</param>
/// <param name="log">Hears of a store that fails.</param>
/// <param name="time">The clock of the pauses then.</param>
internal sealed class TurnSteps(long turnId, IStepStore? store, ToolLog? log = null, TimeProvider? time = null)
{
    private readonly List<Round> _rounds = [];
    private readonly List<StoredStep> _unsaved = [];

    /// <summary>In order.</summary>
    public IReadOnlyList<StepRound> Rounds => [.. _rounds.Select(round => round.Said)];

    /// <summary>Calls that ended, in order.</summary>
    public IEnumerable<(StepCall Call, ToolResult Result)> Done =>
        _rounds.SelectMany(round => round.Said.Calls.Select((call, i) => (Call: call, Result: round.Results.GetValueOrDefault(i))).Where(done => done.Result is not null).Select(done => (done.Call, done.Result!)));

    /// <summary>Which round the calls below are of, from 0.</summary>
    public int At { get; set; }

    /// <summary>With what an earlier run of the turn left.</summary>
    public static async Task<TurnSteps> LoadAsync(long turnId, IStepStore store, ToolLog log, TimeProvider time, CancellationToken ct)
    {
        var steps = new TurnSteps(turnId, store, log, time);
        try
        {
            foreach (var step in await store.ReadStepsAsync(turnId, ct)) steps.Take(step);
        }
        catch (JsonException e)
        {
            // Of another version, and half of it would be worse than none.
            log.StepsUnreadable(turnId, e);
            steps._rounds.Clear();
        }

        return steps;
    }

    /// <summary>The model's next answer; stored before its first call runs.</summary>
    public void Add(StepRound round)
    {
        _rounds.Add(new Round(round));
        At = _rounds.Count - 1;
        _unsaved.Add(new StoredStep(_rounds.Count, 0, JsonSerializer.Serialize(round, StepJson.Default.StepRound)));
    }

    /// <summary>What came of a call of this round; null: not known.</summary>
    /// <param name="call">Its place, from 0.</param>
    public ToolResult? ResultOf(int call) => _rounds.Count > At ? _rounds[At].Results.GetValueOrDefault(call) : null;

    /// <summary>An earlier run began it, and how that ended is not known.</summary>
    public bool IsLost(int call) => _rounds.Count > At && _rounds[At].Begun.Contains(call) && ResultOf(call) is null;

    /// <summary>Ends when what has to be durable before this call is.</summary>
    public async Task BeginAsync(int call, ToolEffect effect, CancellationToken ct)
    {
        if (effect != ToolEffect.None)
        {
            if (_rounds.Count > At) _rounds[At].Begun.Add(call);
            Keep(call, null);
        }
        else if (!_unsaved.Exists(step => step.Call == 0))
        {
            return;
        }

        await SaveAsync(ct);
    }

    public void End(int call, ToolResult result)
    {
        if (_rounds.Count <= At || !_rounds[At].Results.TryAdd(call, result)) return;
        Keep(call, result);
    }

    /// <summary>Waits for a disk that is full: what was done must not be forgotten.</summary>
    public async Task SaveAsync(CancellationToken ct)
    {
        if (_unsaved.Count == 0) return;
        if (store is not null)
            await StorePatience.UntilStoredAsync(
                async () => { await store.PutStepsAsync(turnId, [.. _unsaved], CancellationToken.None); return true; },
                e => log?.StepsNotStored(turnId, e), time ?? TimeProvider.System, ct);
        _unsaved.Clear();
    }

    /// <summary>The same where the turn may be cut off already: then one try has to do, and what did not get to the disk is unknown to the next start.</summary>
    public async Task LeaveAsync(CancellationToken ct)
    {
        try
        {
            await SaveAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // It was told of in the log.
        }
    }

    private void Keep(int call, ToolResult? result) =>
        _unsaved.Add(new StoredStep(At + 1, call + 1, JsonSerializer.Serialize(new StepEnd(result), StepJson.Default.StepEnd)));

    private void Take(StoredStep step)
    {
        if (step.Call == 0)
        {
            var said = JsonSerializer.Deserialize(step.Body, StepJson.Default.StepRound) ?? throw new JsonException("A round is null.");
            _rounds.Add(new Round(said with { Calls = said.Calls ?? [], Joined = said.Joined ?? [], Thoughts = said.Thoughts ?? [] }));
            return;
        }

        if (step.Round != _rounds.Count) throw new JsonException($"Round {step.Round} is not there.");
        _rounds[^1].Begun.Add(step.Call - 1);
        if (JsonSerializer.Deserialize(step.Body, StepJson.Default.StepEnd)?.Result is { } result) _rounds[^1].Results[step.Call - 1] = result;
    }

    private sealed record Round(StepRound Said)
    {
        public HashSet<int> Begun { get; } = [];

        public Dictionary<int, ToolResult> Results { get; } = [];
    }
}
