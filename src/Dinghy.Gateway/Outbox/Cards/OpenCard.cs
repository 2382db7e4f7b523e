using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Outbox.Cards;

/// <summary>A card that this process has open.</summary>
internal sealed class OpenCard(string outTrackId, Turn turn, Language language)
{
    private int _frames;
    private volatile bool _shown;
    private volatile AnswerDraft? _draft;

    public string OutTrackId => outTrackId;

    public Turn Turn => turn;

    public Language Language => language;

    /// <summary>By which it was made and is ended, whatever the configuration says by then; null: the account's present one.</summary>
    public CardLine? Line { get; init; }

    /// <summary>DingTalk confirmed that it made it.</summary>
    public bool Shown { get => _shown; set => _shown = value; }

    public string? CarrierId { get; set; }

    /// <summary>How the answer stood when the last frame but the final one could be shown; null after a restart.</summary>
    public AnswerDraft? Draft { get => _draft; set => _draft = value; }

    /// <summary>Of a growing frame: unlike every other frame's, also those of runs before a restart, which counts the turn as resumed once more.</summary>
    public string NextStep() => $"{outTrackId}-{turn.Resumes}-{Interlocked.Increment(ref _frames)}";

    /// <summary>Of the last frame: repeats are the same frame, also after a restart.</summary>
    public string LastStep => $"{outTrackId}-end";

    public string WordStep => $"{outTrackId}-word";
}

/// <summary>Why a card is closed without its answer.</summary>
internal enum CardEnd { Below, Lost, Restarting, Interrupted, Stopped }
