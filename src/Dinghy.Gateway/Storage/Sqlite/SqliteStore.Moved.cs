using System.Globalization;

namespace Dinghy.Gateway.Storage.Sqlite;

internal sealed partial class SqliteStore
{
    private const string Group = "/group/";

    /// <summary>Null: not looked yet. Most stores never hold any, and a message costs nothing then.</summary>
    private bool? _awaits;

    public Task AwaitGroupAsync(string conversation, CancellationToken ct) => WriteAsync(
        session =>
        {
            session.Execute("INSERT OR IGNORE INTO moved_talks (conversation) VALUES (@1)", conversation);
            _awaits = true;
        },
        ct);

    /// <summary>Gives a group that is heard the memory that waits for it, of every agent. What it remembers already stays alone.</summary>
    private void Claim(SqliteSession session, string conversation)
    {
        _awaits ??= session.Number("SELECT 1 FROM moved_talks LIMIT 1") is not null;
        if (_awaits != true || conversation.IndexOf(Group, StringComparison.Ordinal) is not (> 0 and var at)) return;
        var id = at + Group.Length;
        var small = string.Concat(conversation.AsSpan(0, id), conversation[id..].ToLower(CultureInfo.InvariantCulture));
        if (session.Execute("DELETE FROM moved_talks WHERE conversation = @1", small) == 0 || small == conversation) return;
        // An agent's own memory stands under the same name with a # behind it. The memory last: it says whether there is one.
        foreach (var table in (string[])["sessions", "history"])
        {
            session.Execute(
                $"""
                UPDATE OR IGNORE {table} SET conversation = @2 || substr(conversation, length(@1) + 1)
                WHERE (conversation = @1 OR (conversation >= @1 || '#' AND conversation < @1 || '$'))
                AND NOT EXISTS (SELECT 1 FROM history WHERE conversation = @2)
                """,
                small, conversation);
        }
    }
}
