using System.Globalization;
using Dinghy.Cli;
using Dinghy.Gateway.Storage;

namespace Dinghy.Admin;

/// <param name="Up">Of those listed.</param>
/// <param name="Down">Of those listed.</param>
/// <param name="Rows">Newest first.</param>
internal sealed record FeedbackReport(int Up, int Down, IReadOnlyList<FeedbackRow> Rows)
{
    public static FeedbackReport Of(IReadOnlyList<Feedback> feedback) => new(
        feedback.Count(one => one.Up), feedback.Count(one => !one.Up),
        [.. feedback.Select(one => new FeedbackRow(
            one.TurnId, one.At, one.Up ? "up" : "down", one.Account, one.Conversation, one.Person, one.Agent, one.Comment, string.Create(CultureInfo.InvariantCulture, $"/api/turns/{one.TurnId}/trace")))]);

    /// <summary>Comments are left out; null: they are all there.</summary>
    public bool? Hidden { get; init; }

    /// <summary>As somebody may see it who may not read what people wrote.</summary>
    public FeedbackReport Shown(bool hidden) => !hidden ? this : this with { Rows = [.. Rows.Select(row => row with { Comment = null })], Hidden = true };

    public string ToCsv() => string.Join('\n',
    [
        "at,vote,turn,account,agent,conversation,person,comment,trace",
        .. Rows.Select(row => string.Join(',',
            [row.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), row.Vote, row.Turn.ToString(CultureInfo.InvariantCulture), .. new[] { row.Account, row.Agent, row.Conversation, row.Person, row.Comment, row.Trace }.Select(CsvField.Of)])),
    ]);
}

/// <summary>One person's thumb for one answer. Vote: <c>up</c> or <c>down</c>. Trace: the route that tells what became of the turn.</summary>
internal sealed record FeedbackRow(long Turn, DateTimeOffset At, string Vote, string Account, string Conversation, string Person, string? Agent, string? Comment, string Trace);
