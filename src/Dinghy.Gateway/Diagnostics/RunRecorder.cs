using System.Text;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Diagnostics;

/// <summary>
/// Gathers what a run of a turn does while it does it. It goes along with the work, into every call that the work makes, as the payer does: whoever asks a model or
/// runs a tool says so here, and work that belongs to no turn is not written down.
/// </summary>
internal sealed class RunRecorder(TimeProvider time)
{
    /// <summary>Of asks, of tools, and of attempts of one ask. Their limits are below; this is the bound of the row.</summary>
    private const int MaxKept = 64;

    private const int MaxName = 100;

    private static readonly AsyncLocal<RunRecorder?> s_current = new();

    private readonly Lock _gate = new();
    private readonly DateTimeOffset _at = time.GetUtcNow();
    private readonly long _began = time.GetTimestamp();
    private readonly List<Ask> _asks = [];
    private readonly List<RunTool> _tools = [];
    private string? _agent;
    private string? _route;
    private string? _command;
    private int _dropped;

    /// <summary>Of the turn that this work is done for; null: of none.</summary>
    public static RunRecorder? Current => s_current.Value;

    /// <summary>From here on in the calling method, and in all that it calls.</summary>
    public static void Begin(RunRecorder? recorder) => s_current.Value = recorder;

    public void Routed(string agent, string reason) => (_agent, _route) = (agent, reason);

    public void Commanded(string name) => _command = name;

    /// <summary>A model is asked.</summary>
    public Ask Asking(string model)
    {
        lock (_gate)
        {
            var ask = new Ask(this, Elapsed(), model);
            if (_asks.Count < MaxKept) _asks.Add(ask);
            else _dropped++;
            return ask;
        }
    }

    /// <summary>A request of the ask that runs ended.</summary>
    public void Attempted(RunAttempt attempt)
    {
        lock (_gate)
            if (_asks.LastOrDefault(ask => !ask.Ended) is { } open) open.Add(attempt with { Model = Cut(attempt.Model) });
    }

    /// <summary>A tool's call ended, however.</summary>
    /// <param name="name">As the model wrote it.</param>
    /// <param name="took">How long it took.</param>
    /// <param name="end">See <see cref="RunTool"/>.</param>
    public void Ran(string name, TimeSpan took, string end)
    {
        lock (_gate)
        {
            var milliseconds = (long)took.TotalMilliseconds;
            if (_tools.Count < MaxKept) _tools.Add(new RunTool(Math.Max(0, Elapsed() - milliseconds), milliseconds, Cut(name), end));
            else _dropped++;
        }
    }

    /// <summary>What is known by now.</summary>
    public TurnRun Snapshot()
    {
        lock (_gate)
            return new TurnRun
            {
                At = _at, Agent = _agent, Route = _route, Command = _command, Took = Elapsed(), Asks = [.. _asks.Select(ask => ask.ToRun())], Tools = [.. _tools], Dropped = _dropped,
            };
    }

    /// <summary><c>RateLimited</c> as <c>rate_limited</c>.</summary>
    public static string Wire(Enum code)
    {
        var text = new StringBuilder();
        foreach (var letter in code.ToString())
        {
            if (char.IsUpper(letter) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }

    private long Elapsed() => (long)time.GetElapsedTime(_began).TotalMilliseconds;

    private static string Cut(string name) => name.Length <= MaxName ? name : name[..MaxName];

    /// <summary>One question to a model, from its beginning to its end.</summary>
    internal sealed class Ask(RunRecorder recorder, long at, string model)
    {
        private readonly List<RunAttempt> _attempts = [];
        private RunAsk _run = new(at, Cut(model));

        public bool Ended { get; private set; }

        /// <summary>The first piece of the answer is here.</summary>
        public void Answers()
        {
            lock (recorder._gate) _run = _run with { First = _run.First ?? recorder.Elapsed() - at };
        }

        /// <param name="named">Who answered; null: as asked.</param>
        /// <param name="input">Tokens.</param>
        /// <param name="output">Tokens.</param>
        /// <param name="cached">Of the input.</param>
        /// <param name="calls">Of tools.</param>
        /// <param name="fault">Null: the answer is whole.</param>
        public void End(string? named, long? input, long? output, long? cached, int calls, string? fault)
        {
            lock (recorder._gate)
            {
                Ended = true;
                _run = _run with { Model = named is null ? _run.Model : Cut(named), Took = recorder.Elapsed() - at, Input = input, Output = output, Cached = cached, Calls = calls, Fault = fault };
            }
        }

        /// <summary>Under the recorder's lock.</summary>
        public void Add(RunAttempt attempt)
        {
            if (_attempts.Count < MaxKept) _attempts.Add(attempt);
        }

        /// <summary>Under the recorder's lock; one that has no end yet was cut off with its turn.</summary>
        public RunAsk ToRun() => (Ended ? _run : _run with { Took = recorder.Elapsed() - at, Fault = "stopped" }) with { Attempts = [.. _attempts] };
    }
}
