using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Moderation;

/// <summary>Says of a text whether it may be asked, or answered: the operator's lists first, then the hook.</summary>
internal sealed class Moderator
{
    private readonly ModerationConfig _config;
    private readonly WordLists _lists;
    private readonly ModerationHook? _hook;
    private readonly ModerationLog _log;
    private readonly Func<string, string> _shown;

    /// <param name="config">The lists, and the hook.</param>
    /// <param name="http">Towards the hook.</param>
    /// <param name="log">Named events.</param>
    /// <param name="time">The clock.</param>
    /// <param name="shown">A text as people will see it, without the markup that only its writer sees.</param>
    public Moderator(ModerationConfig config, HttpClient http, ModerationLog log, TimeProvider time, Func<string, string> shown)
    {
        (_config, _log, _lists, _shown) = (config, log, new WordLists(config, log), shown);
        _hook = config.Hook is { } hook ? new ModerationHook(hook, http, log, time) : null;
    }

    public bool Questions => _config.Questions && !_config.IsOff;

    public bool Answers => _config.Answers && !_config.IsOff;

    /// <summary>What a person asks; false: it is stopped.</summary>
    public async Task<bool> MayAskAsync(TurnContext context, string text, CancellationToken ct) => !Questions || await MayAsync(context, "question", text, shown: null, ct);

    /// <summary>What people will read.</summary>
    public async Task<bool> MayAnswerAsync(TurnContext context, string text, CancellationToken ct) => !Answers || await MayAsync(context, "answer", text, _shown, ct);

    /// <summary>What a tool sends beside the answer.</summary>
    public async Task<bool> MaySendAsync(TurnContext context, string text, CancellationToken ct) => !Answers || await MayAsync(context, "message", text, _shown, ct);

    /// <summary>Holds an answer back while it grows.</summary>
    public HeldWords Hold() => new(_lists, whole: _hook is not null || _lists.HasPatterns);

    public void Stopped(TurnContext context, string what, string by) => _log.Stopped(context.Turn.Id, what, by);

    private async Task<bool> MayAsync(TurnContext context, string what, string text, Func<string, string>? shown, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(text)) return true;
        // Tags and entities may cut a phrase apart that people see whole.
        var by = _lists.Find(text) ?? (shown is not null && !_lists.IsEmpty && HeldWords.MarkupIn(text) >= 0 ? _lists.Find(shown(text)) : null);
        if (by is null && _hook is not null)
        {
            var subject = new ModerationSubject(context.Turn.Id, what, context.Turn.Account, context.Route.Agent, PersonKey.Of(context.Turn.Message), context.IsGroup);
            by = await _hook.AllowsAsync(subject, text, ct) ? null : "hook";
        }

        if (by is not null) Stopped(context, what, by);
        return by is null;
    }
}
