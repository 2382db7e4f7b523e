using System.Runtime.CompilerServices;
using System.Text;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Moderation;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Agents;

/// <summary>An agent's answer as moderation lets it through: a question that is stopped asks no model, and of an answer nothing is shown that was not looked at.</summary>
internal sealed class ModeratedAnswer
{
    private readonly Moderator _moderator;
    private readonly TurnContext _context;
    private readonly HeldWords _held;
    private readonly StringBuilder _thoughts = new();
    private readonly List<AgentUpdate> _kept = [];
    private AgentUpdate.Text? _addendum;

    private ModeratedAnswer(Moderator moderator, TurnContext context) => (_moderator, _context, _held) = (moderator, context, moderator.Hold());

    public static async IAsyncEnumerable<AgentUpdate> Of(Moderator moderator, TurnContext context, IAsyncEnumerable<AgentUpdate> answer, [EnumeratorCancellation] CancellationToken ct)
    {
        if (!await moderator.MayAskAsync(context, Spoken.By(context), ct))
        {
            yield return new AgentUpdate.Failed(Reasons.ModelFiltered);
            yield break;
        }

        var moderated = new ModeratedAnswer(moderator, context);
        await foreach (var update in answer.WithCancellation(ct))
        {
            if (await moderated.TakeAsync(update, ct) is { } shown)
            {
                foreach (var one in shown) yield return one;
                continue;
            }

            yield return new AgentUpdate.StartOver();
            // What waits for a person or was promised stands, whatever became of the words about it.
            foreach (var one in moderated._kept) yield return one;
            yield return new AgentUpdate.Failed(Reasons.ModelFiltered);
            yield break;
        }
    }

    /// <returns>What may be shown now; null: it is stopped.</returns>
    private async ValueTask<IReadOnlyList<AgentUpdate>?> TakeAsync(AgentUpdate update, CancellationToken ct)
    {
        // With what its files say; no model was asked yet.
        if (update is AgentUpdate.Heard { Context: { Attachments.Count: > 0 } heard } && !await _moderator.MayAskAsync(heard, Spoken.By(heard), ct)) return null;
        if (!_moderator.Answers) return [update];
        switch (update)
        {
            case AgentUpdate.Text { IsAddendum: true } addendum:
                _addendum = addendum;
                return [];
            case AgentUpdate.Text text:
                return Grown(text.Delta);
            case AgentUpdate.Thought thought:
                _thoughts.Append(thought.Delta);
                return [];
            case AgentUpdate.Offer or AgentUpdate.File or AgentUpdate.Ask:
                if (!await _moderator.MayAnswerAsync(_context, WordsOf(update), ct)) return null;
                _kept.Add(update);
                return [update];
            case AgentUpdate.StartOver:
                _held.Reset();
                _thoughts.Clear();
                _kept.Clear();
                _addendum = null;
                return [update];
            case AgentUpdate.Finished or AgentUpdate.Stopped:
                return await EndAsync(update, ct);
            default:
                return [update];
        }
    }

    private IReadOnlyList<AgentUpdate>? Grown(string delta)
    {
        var shown = _held.Add(delta);
        if (!_held.IsBlocked) return shown.Length > 0 ? [new AgentUpdate.Text(shown)] : [];
        _moderator.Stopped(_context, "answer", "words");
        return null;
    }

    private async ValueTask<IReadOnlyList<AgentUpdate>?> EndAsync(AgentUpdate end, CancellationToken ct)
    {
        if (!await _moderator.MayAnswerAsync(_context, _held.All + _addendum?.Delta, ct)) return null;
        var shown = new List<AgentUpdate>();
        if (_held.Rest is { Length: > 0 } rest) shown.Add(new AgentUpdate.Text(rest));
        if (_addendum is not null) shown.Add(_addendum);
        if (_thoughts.Length > 0 && await _moderator.MayAnswerAsync(_context, _thoughts.ToString(), ct)) shown.Add(new AgentUpdate.Thought(_thoughts.ToString()));
        shown.Add(end);
        return shown;
    }

    /// <summary>What of it people read.</summary>
    public static string WordsOf(AgentUpdate update) => update switch
    {
        AgentUpdate.Offer { Choices: var offer } => string.Join('\n', offer.Choices.SelectMany(choice => (string[])[choice.Label, choice.Value]).Prepend(offer.Question)),
        AgentUpdate.File { Value: var file } => $"{file.Name}\n{file.Caption}\n{file.Text}",
        AgentUpdate.Ask { Value: var ask } => ask.Arguments,
        _ => "",
    };
}
