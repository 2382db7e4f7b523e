using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Migration;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Configuration;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Migration;

/// <summary>A person's home with made-up but whole installations of other programs, and an empty one of ours.</summary>
internal sealed class OldHome : IDisposable
{
    private readonly TempHome _user = new();

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public string Ours => Path.Combine(_user.Path, ".dinghy");

    public string ConfigFile => Path.Combine(Ours, "config.json");

    public ConfigSource Source => new() { Home = Ours, Environment = name => name == "HOME" ? _user.Path : Variables.GetValueOrDefault(name), VariableNames = Variables.Keys };

    public string this[string path] => File.ReadAllText(Path.Combine(_user.Path, path));

    public OldHome Put(string path, string text)
    {
        var file = Path.Combine(_user.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return this;
    }

    public OldHome PicoClaw(string version)
    {
        Put(".picoclaw/config.json", ConfigWorld.Fixture($"whole-picoclaw-{version}.json"));
        if (version is "v2" or "v3") Put(".picoclaw/.security.yml", ConfigWorld.Fixture($"whole-picoclaw-{version}.security.yml"));
        if (version == "v3") Put(".picoclaw/keys/zhipu.key", "zhipu-key-v3\n");
        foreach (var (name, words) in new[] { ("AGENT.md", "You help."), ("SOUL.md", "You are kind."), ("USER.md", "Ada"), ("memory/MEMORY.md", "facts"), ("memory/202611/20261101.md", "a day"), ("skills/pdf/SKILL.md", "skill") })
            Put($".picoclaw/workspace/{name}", words);
        return Talk("agent_main_dingtalk_direct_user001", "agent:main:dingtalk:direct:user001", 1,
                """{"role":"user","content":"forgotten"}""", """{"role":"user","content":"你好"}""", """{"role":"assistant","content":"","tool_calls":[{}]}""",
                """{"role":"tool","content":"42"}""", """{"role":"assistant","content":"您好！"}""", "{\"role\":\"assistant\",\"conte")
            .Talk("dingtalk_cidGroup1==", "dingtalk:cidGroup1==", 0, """{"role":"user","content":"in a group"}""")
            .Talk("agent_main_main", "agent:main:main", 0, """{"role":"user","content":"shared by all"}""")
            .Talk("telegram_5", "telegram:5", 0, """{"role":"user","content":"elsewhere"}""");
    }

    public OldHome OpenClaw()
    {
        Variables["CLAW_DEEPSEEK_KEY"] = "claw-deepseek-key";
        return Put(".openclaw/openclaw.json", ConfigWorld.Fixture("whole-openclaw.json5"))
            .Put(".openclaw/secrets.json", """{ "dingtalk": { "branch": "claw-secret-branch" } }""")
            .Put(".openclaw/credentials/dingtalk-main-allowFrom.json", """{ "version": 1, "allowFrom": ["user007", "user001"] }""")
            .Put(".openclaw/workspace/AGENTS.md", "Costs ${money}.").Put(".openclaw/workspace/memory/2026-11-01.md", "a day")
            .Put(".openclaw/workspace-finance/SOUL.md", "Count twice.")
            .Put(".openclaw/agents/main/sessions/sessions.json", """
                { "agent:main:dingtalk:direct:user001": { "sessionId": "s1", "updatedAt": 1764000000000 },
                  "agent:main:dingtalk:branch:group:cidabc==": { "sessionId": "s2", "updatedAt": 1764000000000, "deliveryContext": { "channel": "dingtalk", "to": "group:cidABC==", "accountId": "branch" } },
                  "agent:main:main": { "sessionId": "s3" }, "agent:main:dingtalk:direct:gone": { "sessionId": "s4" } }
                """)
            .Put(".openclaw/agents/main/sessions/s1.jsonl", """
                {"type":"session","version":3,"id":"s1"}
                {"type":"message","id":"1","timestamp":"2026-11-20T08:00:00.000Z","message":{"role":"user","content":[{"type":"text","text":"hello"}]}}
                {"type":"message","id":"2","timestamp":"2026-11-20T08:00:05.000Z","message":{"role":"assistant","content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"hi"},{"type":"toolCall"}]}}
                {"type":"message","id":"3","message":{"role":"toolResult","content":[{"type":"text","text":"42"}]}}

                """)
            .Put(".openclaw/agents/main/sessions/s2.jsonl", """{"type":"message","message":{"role":"user","content":"in a group","timestamp":1764000001000}}""" + "\n");
    }

    /// <summary>An agent's talks as OpenClaw keeps them now; an event that is null is stored compressed.</summary>
    public OldHome OpenClawDatabase(string agent, params (string Key, string Entry, string?[] Events)[] sessions)
    {
        var file = Path.Combine(_user.Path, $".openclaw/agents/{agent}/agent/openclaw-agent.sqlite");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var session = new SqliteSession(file, readOnly: false);
        session.Script("""
            PRAGMA journal_mode = WAL;
            CREATE TABLE session_entries (session_key TEXT NOT NULL PRIMARY KEY, session_id TEXT NOT NULL, entry_json TEXT NOT NULL, updated_at INTEGER NOT NULL, status TEXT);
            CREATE TABLE transcript_events (session_id TEXT NOT NULL, seq INTEGER NOT NULL, event_json TEXT, event_zstd BLOB, created_at INTEGER NOT NULL, PRIMARY KEY (session_id, seq));
            """);
        foreach (var (key, entry, events) in sessions)
        {
            session.Execute("INSERT INTO session_entries VALUES (@1, @2, @3, 1764000000000, NULL)", key, $"id of {key}", entry);
            foreach (var (number, text) in events.Index())
                session.Execute("INSERT INTO transcript_events VALUES (@1, @2, @3, NULL, 1764000000000)", $"id of {key}", number, text);
        }

        return this;
    }

    public MigrationPlan Plan(HostKind kind)
    {
        var report = new ConfigReport();
        var plan = new MigrationPlanner(Source, new ManualTimeProvider()).Make(Installation.Find(kind, null, Source.Environment), report);
        report.Faults.ShouldBeEmpty();
        return plan.ShouldNotBeNull();
    }

    public async Task<IReadOnlyList<string>> MoveAsync(MigrationPlan plan, bool force = false)
    {
        Directory.CreateDirectory(Ours);
        await using var store = SqliteStore.Open(Ours);
        return await new Migrator(store, store, store, store, new ConfigHistory(Ours, TimeProvider.System)).CarryOutAsync(plan, force, TestContext.Current.CancellationToken);
    }

    public async Task InStoreAsync(Func<SqliteStore, Task> work)
    {
        await using var store = SqliteStore.Open(Ours);
        await work(store);
    }

    public async Task<IReadOnlyList<string>> MemoryAsync(string conversation)
    {
        await using var store = SqliteStore.Open(Ours);
        return [.. (await store.ReadHistoryAsync(conversation, 100, TestContext.Current.CancellationToken)).Select(entry => $"{entry.Role}: {entry.Text}")];
    }

    public async Task<IReadOnlyList<Schedule>> SchedulesAsync()
    {
        await using var store = SqliteStore.Open(Ours);
        return await store.ReadSchedulesAsync(TestContext.Current.CancellationToken);
    }

    public async Task<IReadOnlyList<string>> ApprovedAsync()
    {
        await using var store = SqliteStore.Open(Ours);
        return [.. (await store.ReadApprovalsAsync(TestContext.Current.CancellationToken)).Select(approval => $"{approval.Account}: {approval.Person}{(approval.Owner ? ", owner" : "")}")];
    }

    /// <summary>Every file of the other programs, to see that none changes.</summary>
    public IReadOnlyDictionary<string, string> Theirs() => Directory.EnumerateFiles(_user.Path, "*", SearchOption.AllDirectories)
        .Where(file => !file.StartsWith(Ours, StringComparison.Ordinal)).ToDictionary(file => file, File.ReadAllText, StringComparer.Ordinal);

    public void Dispose() => _user.Dispose();

    private OldHome Talk(string name, string key, int skip, params string[] lines) =>
        Put($".picoclaw/workspace/sessions/{name}.jsonl", string.Join('\n', lines))
            .Put($".picoclaw/workspace/sessions/{name}.meta.json", $$"""{ "key": "{{key}}", "skip": {{skip}}, "count": {{lines.Length}}, "updated_at": "2026-11-20T08:00:00Z" }""");
}
