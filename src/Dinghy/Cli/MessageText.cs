using System.Globalization;
using System.Text;
using Dinghy.Admin;
using Dinghy.Gateway.Tools.Organisation;

namespace Dinghy.Cli;

/// <summary>Messages to others, for the person at the terminal.</summary>
internal static class MessageText
{
    private const int MostNamed = 30;

    public static string Preview(MessageReport report) => report.Problem is not null ? "" : string.Join('\n',
    [
        string.Create(CultureInfo.InvariantCulture, $"Would go to {report.People.Count} people and {report.Groups.Count} groups:"),
        .. report.People.Concat(report.Groups).Take(MostNamed).Select(one => $"  {one.Id}  {one.Name}"),
        .. report.People.Count + report.Groups.Count > MostNamed ? (string[])["  …"] : [],
    ]);

    public static string Sent(MessageReport report)
    {
        if (report.Message is not { } message) return "";
        var words = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"Message {message.Message} to {message.People} people and {message.Groups} groups: {Calls(message)}"));
        return Troubles(words, message).ToString();
    }

    public static string Status(MessageReport report)
    {
        if (report.Message is not { } message) return "";
        var words = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture, $"Message {message.Message} of {message.SentAt.ToLocalTime():yyyy-MM-dd HH:mm}{(message.Recalled ? ", taken back" : "")}: {Calls(message)}"));
        if (message.Read is { } read) words.Append(CultureInfo.InvariantCulture, $"\n  read by {read}");
        if (message.Unread is { } unread) words.Append(CultureInfo.InvariantCulture, $"\n  not read by {string.Join(", ", unread)}");
        return Troubles(words, message).ToString();
    }

    private static string Calls(MessageView message) => string.Join(", ", new[]
    {
        (message.CallsDelivered, "delivered"), (message.CallsWaiting, "waiting"), (message.CallsInDoubt, "in doubt"), (message.Failed?.Count ?? 0, "failed"),
    }.Where(part => part.Item1 > 0).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Item1} {part.Item2}")));

    private static StringBuilder Troubles(StringBuilder words, MessageView message)
    {
        foreach (var failed in message.Failed ?? []) words.Append(CultureInfo.InvariantCulture, $"\n  not sent: {failed}");
        foreach (var waiting in message.Waiting ?? []) words.Append(CultureInfo.InvariantCulture, $"\n  not sent yet: {waiting}");
        if (message.NotReached is { } missed) words.Append(CultureInfo.InvariantCulture, $"\n  not reached: {string.Join(", ", missed)}");
        return words;
    }
}
