using System.Text;
using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Tools;
using Dinghy.Gateway.Tools.Approvals;

namespace Dinghy.Gateway.Replies;

/// <summary>An answer while it is made: the agent's side appends, whoever shows it reads. Safe for both at once.</summary>
internal sealed class LiveAnswer
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _thoughts = new();
    private readonly List<AgentUpdate.Step> _steps = [];
    private readonly List<FileOffer> _files = [];
    private readonly List<ApprovalAsk> _asks = [];
    private readonly List<PersonNote> _notes = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChoiceOffer? _choices;
    private TurnContext? _heard;
    private long _version;

    /// <summary>The question with its files, once they were read; null without files.</summary>
    public TurnContext? Heard { get { lock (_gate) return _heard; } }

    public void Add(AgentUpdate update)
    {
        lock (_gate)
        {
            switch (update)
            {
                case AgentUpdate.Text more: _text.Append(more.Delta); break;
                case AgentUpdate.Thought more: _thoughts.Append(more.Delta); break;
                case AgentUpdate.Step step: Keep(step); break;
                case AgentUpdate.Offer offer: _choices = offer.Choices; break;
                case AgentUpdate.File file: _files.Add(file.Value); break;
                case AgentUpdate.Ask ask: _asks.Add(ask.Value); break;
                case AgentUpdate.Note note when !_notes.Contains(note.Value): _notes.Add(note.Value); break;
                case AgentUpdate.StartOver: Clear(); break;
                case AgentUpdate.Heard heard: _heard = heard.Context; return;
                default: return;
            }

            _version++;
            _changed.TrySetResult();
        }
    }

    public AnswerDraft Snapshot()
    {
        lock (_gate) return new(_version, _text.ToString(), _thoughts.ToString(), [.. _steps], _choices, [.. _files]) { Asks = [.. _asks], Notes = [.. _notes] };
    }

    /// <summary>Ends when there is something newer than <paramref name="version"/>.</summary>
    public async Task ChangedAsync(long version, CancellationToken ct)
    {
        Task changed;
        lock (_gate)
        {
            if (_version > version) return;
            if (_changed.Task.IsCompleted) _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            changed = _changed.Task;
        }

        await changed.WaitAsync(ct);
    }

    /// <summary>A tool's end takes the place of its beginning.</summary>
    private void Keep(AgentUpdate.Step step)
    {
        var begun = step.State == StepState.Started ? -1 : _steps.FindLastIndex(old => old.Tool == step.Tool && old.State == StepState.Started);
        if (begun < 0) _steps.Add(step);
        else _steps[begun] = step;
    }

    private void Clear()
    {
        _text.Clear();
        _thoughts.Clear();
        _steps.Clear();
        _files.Clear();
        _asks.Clear();
        _notes.Clear();
        _choices = null;
    }
}

/// <param name="Version">Grows with every change.</param>
/// <param name="Text">The model's own words so far.</param>
/// <param name="Thoughts">What it thinks, never part of the answer.</param>
/// <param name="Steps">Tools that ran or run.</param>
/// <param name="Choices">The last offer.</param>
/// <param name="Files">To send after the answer.</param>
internal sealed record AnswerDraft(
    long Version, string Text, string Thoughts, IReadOnlyList<AgentUpdate.Step> Steps, ChoiceOffer? Choices, IReadOnlyList<FileOffer> Files)
{
    /// <summary>Calls that wait for a person.</summary>
    public IReadOnlyList<ApprovalAsk> Asks { get; init; } = [];

    /// <summary>Sentences of ours that stand under it.</summary>
    public IReadOnlyList<PersonNote> Notes { get; init; } = [];
}
