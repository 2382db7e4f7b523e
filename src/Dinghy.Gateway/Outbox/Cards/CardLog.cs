using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Outbox.Cards;

internal sealed partial class CardLog(ILogger<CardLog> logger)
{
    [LoggerMessage(2220, LogLevel.Debug, "Turn {TurnId}: card {OutTrackId} is shown")]
    public partial void Shown(long turnId, string outTrackId);

    [LoggerMessage(2221, LogLevel.Warning, "Turn {TurnId}: no card ({Code}, template {Template}): {Words}")]
    public partial void NotShown(long turnId, string template, string code, string words);

    [LoggerMessage(2222, LogLevel.Debug, "Turn {TurnId}: a frame of card {OutTrackId} was not shown ({Code})")]
    public partial void FrameLost(long turnId, string outTrackId, string code);

    [LoggerMessage(2223, LogLevel.Error, "Account {Account}: DingTalk refuses to stream to the variable {Variable} of card template {Template}: the template has none of this name, or it is no markdown variable with streaming switched on. Set reply.card_fields.content to the name the template uses (docs/cards.md)")]
    public partial void UnknownVariable(string account, string template, string variable);

    [LoggerMessage(2224, LogLevel.Error, "Account {Account}: cards failed again ({Code}); answers come without them for {Minutes} minutes, then they are tried anew")]
    public partial void CardsOff(string account, string code, double minutes);

    [LoggerMessage(2225, LogLevel.Warning, "Turn {TurnId}: card {OutTrackId} has the answer, but its status line or buttons were refused ({Code})")]
    public partial void Undressed(long turnId, string outTrackId, string code);

    [LoggerMessage(2226, LogLevel.Information, "Turn {TurnId}: card {OutTrackId} is closed with a word ({Why})")]
    public partial void ClosedWithWord(long turnId, string outTrackId, CardEnd why);

    [LoggerMessage(2227, LogLevel.Warning, "Turn {TurnId}: card {OutTrackId} could not be closed ({Code})")]
    public partial void NotClosed(long turnId, string outTrackId, string code);

    [LoggerMessage(2228, LogLevel.Information, "{Count} cards were left open by the last run")]
    public partial void Resumed(int count);

    [LoggerMessage(2229, LogLevel.Error, "Turn {TurnId}: its card is left as it is; the answer goes on without it")]
    public partial void Broken(long turnId, Exception error);
}
