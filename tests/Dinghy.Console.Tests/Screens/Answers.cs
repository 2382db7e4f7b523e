namespace Dinghy.ConsoleTests.Screens;

/// <summary>Answers as the gateway gives them, of situations that are hard to bring about in a shared one.</summary>
internal static class Answers
{
    public const string Talks = """
        { "conversations": [
          { "key": "main/dm/user001", "name": "李雷", "entries": 4, "last_at": "2026-11-26T08:30:00+00:00", "session": 2 },
          { "key": "main/dm/user009", "name": "Maria", "entries": 1, "last_at": "2026-11-26T07:30:00+00:00", "session": 1, "model": "demo/demo", "paused_by": "manager75", "paused_until": "2030-01-01T00:00:00+00:00" } ] }
        """;

    public const string Talk = """
        { "conversation": { "key": "main/dm/user001", "name": "李雷", "entries": 3, "last_at": "2026-11-26T08:30:00+00:00", "session": 2 }, "entries": [
          { "id": 1, "session": 1, "role": "person", "person": "user001", "at": "2026-11-26T08:00:00+00:00", "text": "年假还有几天？" },
          { "id": 2, "session": 1, "role": "assistant", "at": "2026-11-26T08:00:05+00:00", "text": "还有 6.5 天。" },
          { "id": 3, "session": 2, "role": "person", "person": "user001", "at": "2026-11-26T08:30:00+00:00", "text": "<b>谢谢</b>" } ] }
        """;

    public const string PausedTalk = """
        { "conversation": { "key": "main/dm/user009", "name": "Maria", "entries": 1, "last_at": "2026-11-26T07:30:00+00:00", "session": 1, "paused_by": "manager75", "paused_until": "2030-01-01T00:00:00+00:00" }, "entries": [
          { "id": 7, "session": 1, "role": "person", "person": "user009", "at": "2026-11-26T07:30:00+00:00", "text": "A human, please" } ] }
        """;

    public const string Turns = """
        { "turns": [
          { "id": 12, "account": "main", "message_id": "msg12", "conversation": "cid1==", "person": "user001", "received_at": "2026-11-26T08:00:00+00:00", "state": "closed", "outcome": "answered", "closed_at": "2026-11-26T08:00:02+00:00" },
          { "id": 11, "account": "main", "message_id": "msg11", "conversation": "cid1==", "person": "user001", "received_at": "2026-11-26T07:00:00+00:00", "state": "closed", "outcome": "failed:model_down", "closed_at": "2026-11-26T07:00:30+00:00" } ] }
        """;

    public const string Trace = """
        { "id": 12, "account": "main", "message_id": "msg12", "conversation": "cid1==", "person": "user001", "received_at": "2026-11-26T08:00:00+00:00", "resumes": 0, "verdict": "allow_from",
          "run": { "at": "2026-11-26T08:00:00.010+00:00", "took": 1500, "agent": "default", "route": "default_agent", "models": [ { "at": 5, "model": "demo/demo", "took": 900, "first": 200, "input": 30, "output": 5 } ], "tools": [ { "at": 950, "took": 100, "name": "clock", "end": "done" } ], "dropped": 0 },
          "replies": [ { "at": "2026-11-26T08:00:01.600+00:00", "closes": true, "length": 12, "state": "delivered", "parts": [ { "number": 1, "road": "webhook", "state": "delivered", "length": 12, "attempts": 1, "doubts": 0, "receipt": "pq1", "began_at": "2026-11-26T08:00:01.610+00:00", "at": "2026-11-26T08:00:01.700+00:00" } ] } ],
          "outcome": "answered", "closed_at": "2026-11-26T08:00:02+00:00", "retries": [] }
        """;

    public const string Dead = """
        { "replies": [ { "reply_id": 3, "turn": { "id": 11, "account": "main", "message_id": "msg11", "conversation": "cid1==", "person": "user001", "received_at": "2026-11-26T07:00:00+00:00", "state": "closed", "outcome": "answered" },
          "kind": "answer", "at": "2026-11-26T07:00:30+00:00", "length": 1820, "arrived": 900, "road": "openapi", "error": "robot.notExist" } ] }
        """;

    public const string Feedback = """
        { "up": 1, "down": 1, "rows": [ { "turn": 12, "at": "2026-11-26T08:00:00+00:00", "vote": "up", "account": "main", "conversation": "cid1==", "person": "user001", "agent": "default", "trace": "/api/turns/12/trace" },
          { "turn": 11, "at": "2026-11-26T07:00:00+00:00", "vote": "down", "account": "main", "conversation": "cid1==", "person": "user009", "agent": "default", "comment": "答非所问", "trace": "/api/turns/11/trace" } ] }
        """;

    public const string Logs = """
        { "lost": 0, "entries": [ { "at": "2026-11-26T08:00:00+00:00", "level": "info", "room": "Dinghy.Gateway.Pipeline", "id": 2300, "words": "Turn 12: answered", "turn": 12 },
          { "at": "2026-11-26T08:00:01+00:00", "level": "warn", "room": "Dinghy.Gateway.Models", "id": 2400, "words": "Model demo/demo: rate limit" } ] }
        """;

    public const string Doctor = """
        { "ok": false, "metered_calls": 1, "checks": [
          { "id": "config.valid", "proves": "No faults", "outcome": "ok" },
          { "id": "dingtalk.permission.card", "account": "main", "proves": "Cards may be made", "outcome": "fail", "cause": "Card.Instance.Write is missing", "proof": "Forbidden · 0F3C", "next": "Apply for it and publish a version.", "link": "https://open-dev.dingtalk.com/" },
          { "id": "webhook.url", "proves": "Reachable", "outcome": "skipped", "cause": "No HTTP mode" } ] }
        """;

    public const string Setup = """
        { "file": "config.json", "robots": [], "model_problem": "No provider has a key.", "faults": [],
          "providers": [ { "name": "qwen", "default_model": "qwen3.7-plus", "key_variable": "DASHSCOPE_API_KEY", "has_key": false, "untried": false } ] }
        """;

    public const string Pairing = """
        { "pending": [ { "account": "main", "person": "user031", "nick": "周婷婷", "code": "KX7PMQ2R", "requested_at": "2026-11-26T08:00:00+00:00", "expires_at": "2030-01-01T00:00:00+00:00" } ],
          "approved": [ { "account": "main", "person": "user010", "nick": "韩梅梅", "approved_at": "2026-11-25T08:00:00+00:00", "approved_by": "cli", "owner": true },
            { "account": "main", "person": "user011", "nick": "Tom", "approved_at": "2026-11-25T08:00:00+00:00", "approved_by": "cli", "owner": false } ] }
        """;

    public const string Approvals = """
        { "approvals": [ { "id": 5, "account": "main", "person": "user001", "agent": "default", "tool": "send_message", "arguments": "{ \"to\": \"user009\" }", "state": "pending", "owners_only": false, "created_at": "2026-11-26T08:00:00+00:00", "expires_at": "2030-01-01T00:00:00+00:00", "may_decide": true },
          { "id": 4, "account": "main", "person": "user001", "agent": "default", "tool": "exec", "state": "denied", "owners_only": false, "created_at": "2026-11-26T07:00:00+00:00", "expires_at": "2026-11-26T07:10:00+00:00", "decided_by": "manager75", "decided_at": "2026-11-26T07:01:00+00:00", "may_decide": false } ] }
        """;

    /// <summary>Of the screens whose contents a shared gateway does not have, by path.</summary>
    public static IReadOnlyDictionary<string, string> Full { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["/conversations"] = Talks, ["/conversations/main%2Fdm%2Fuser001"] = Talk, ["/turns"] = Turns, ["/turns/12/trace"] = Trace, ["/replies/dead"] = Dead, ["/feedback"] = Feedback,
        ["/logs"] = Logs, ["/doctor"] = Doctor, ["/setup"] = Setup, ["/pairing"] = Pairing, ["/approvals"] = Approvals,
    };
}
