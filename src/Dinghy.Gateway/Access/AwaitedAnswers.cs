using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Dinghy.DingTalk.Messages;

namespace Dinghy.Gateway.Access;

/// <summary>Answers that people were asked for in a private chat, by code: they may be given by whoever was asked, also where that person may not talk to the robot otherwise.</summary>
internal sealed partial class AwaitedAnswers(TimeProvider time)
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<(string Account, string Person, string Code), DateTimeOffset> _until = new();

    public void Expect(string account, string person, string code, DateTimeOffset until)
    {
        if (_until.Count >= Most)
            foreach (var old in _until.Where(one => one.Value <= time.GetUtcNow())) _until.TryRemove(old);
        if (_until.Count < Most) _until[(account, person, code)] = until;
    }

    /// <summary>The message is such an answer and nothing else.</summary>
    public bool Covers(Inbound inbound) =>
        !_until.IsEmpty && inbound.Message is { Kind: ConversationKind.Private, Sender: { } person, Content: TextContent { Text: var text } }
        && Answer().Match(text) is { Success: true } match
        && _until.TryGetValue((inbound.Account.Id, person.Value, match.Groups["code"].Value), out var until) && time.GetUtcNow() <= until;

    [GeneratedRegex(@"^\s*[/／](approve|deny|批准|拒绝)\s+(?<code>[0-9]{6})\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Answer();
}
