using Dinghy.DingTalk.Cards;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Outbox.Cards;
using Dinghy.Gateway.Replies;

namespace Dinghy.Gateway.Doctor;

/// <summary>A live card, as an answer would use it: made, written, finished, and its other variables set. One that can not be written is closed.</summary>
internal sealed class CardRound(AccountConfig account, CardTemplateConfig template, CardApi api, Language language)
{
    /// <summary>Of the month's allowance.</summary>
    public IReadOnlyList<DingTalkCall> Calls => _calls;

    private readonly List<DingTalkCall> _calls = [];

    public async Task<CardTrial> WalkAsync(CardSpace space, CancellationToken ct)
    {
        var face = new CardFace(template, account, language);
        var id = $"doctor-{Guid.NewGuid():N}";
        var draft = new AnswerDraft(0, "", "", [], null, []);
        var card = new Card(template.TemplateId, id, face.Opening(face.Growing(draft)));
        var trial = new CardTrial(id) { Make = await CallAsync(DingTalkCall.CardCreate, () => api.CreateAndDeliverAsync(card, space, ct)) };
        if (!trial.Make.Worked) return trial;

        var said = DoctorSentences.Card(language);
        trial = trial with { Write = await CallAsync(DingTalkCall.CardStream, () => api.StreamAsync(Frame(id, "Dinghy doctor", 1), ct)) };
        if (trial.Write.Worked) trial = trial with { Finish = await CallAsync(DingTalkCall.CardStream, () => api.StreamAsync(Frame(id, said, 2) with { IsFinal = true }, ct)) };
        var whole = trial.Finish is { Worked: true };
        var last = face.Closing(whole ? said : DoctorSentences.CardFailed(language), failed: !whole);
        var change = new CardUpdate(id, whole ? last.Aside : last.With(template.Content));
        return change.Data.Count == 0 ? trial : trial with { Change = await CallAsync(DingTalkCall.CardUpdate, () => api.UpdateAsync(change, ct)) };
    }

    private CardFrame Frame(string id, string text, int step) => new(id, template.Content, text, $"{id}-{step}");

    private Task<Step> CallAsync(DingTalkCall kind, Func<Task> call)
    {
        _calls.Add(kind);
        return Step.TakeAsync(call);
    }
}
