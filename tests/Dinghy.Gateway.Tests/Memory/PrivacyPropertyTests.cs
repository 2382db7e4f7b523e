using System.Globalization;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Tests.Memory;

/// <summary>A fact told by one person is never in a request made for another: random talk through the whole pipeline, over every byte that a model is sent.</summary>
public sealed class PrivacyPropertyTests
{
    private const int Steps = 90;
    private const string Boss = "boss";

    private static readonly string[] s_people = ["ann", "an", "bob", Boss, "carol"];
    private static readonly string[] s_groups = ["cid-g", "cid-g2"];
    private static readonly string[] s_notes = ["notes.md", "a/notes.md", "./a/../tea.txt"];

    public static TheoryData<int> Seeds { get; } = [.. Enumerable.Range(2026, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task No_word_told_in_one_place_is_in_a_request_made_in_another(int seed)
    {
        await using var world = new World(seed);
        await world.Rig.StartAsync();
        for (var step = 0; step < Steps; step++) await world.StepAsync(step);
        // A test that never had anything to leak proves nothing.
        world.Shown.ShouldBeGreaterThan(Steps / 4, $"seed {seed}");
        world.Remembered.ShouldBeGreaterThan(5, $"seed {seed}");
        world.Written.ShouldBeGreaterThan(3, $"seed {seed}");
    }

    /// <summary>Who speaks, where, to whom.</summary>
    private sealed record Place(int Account, string Agent, string Where);

    private sealed class World : IAsyncDisposable
    {
        private readonly Random _random;
        private readonly string _seed;
        private readonly GroupScope _groups;
        private readonly FakeModel _model;
        private readonly Dictionary<string, Place> _told = new(StringComparer.Ordinal);
        private readonly List<string> _leaks = [];
        private Place _here = null!;
        private int _messages;

        public World(int seed)
        {
            _random = new Random(seed);
            _seed = $"seed {seed.ToString(CultureInfo.InvariantCulture)}";
            _groups = _random.Next(2) == 0 ? GroupScope.Group : GroupScope.GroupUser;
            _model = new FakeModel((messages, _) => Answer(messages));
            var scopes = new SessionScopes(DmScope.User, _groups);
            Rig = new PipelineRig(
                _model, owners: Accounts.Ids(Boss), accounts: [Accounts.Main with { Session = scopes }, Accounts.Named("b") with { Session = scopes }], workshop: true,
                change: config => WithFiles(config) with
                {
                    Language = "en",
                    Routing = new RoutingConfig { Rules = [new RouteRule("routing[0]", "finance") { Person = "bob" }, new RouteRule("routing[1]", "finance") { Person = Boss, Chat = ChatKind.Group }] },
                });
        }

        public PipelineRig Rig { get; }

        public async ValueTask DisposeAsync()
        {
            await Rig.DisposeAsync();
            _model.Dispose();
        }

        /// <summary>Words that were told before and rightly stood in a request.</summary>
        public int Shown { get; private set; }

        public int Remembered { get; private set; }

        public int Written { get; private set; }

        public async Task StepAsync(int step)
        {
            var (person, account) = (Pick(s_people), _random.Next(2));
            var group = _random.Next(3) == 0 ? Pick(s_groups) : null;
            var agent = person == "bob" || (person == Boss && group is not null) ? "finance" : AgentConfig.DefaultId;
            _here = new Place(account, agent, group is null ? $"dm {person}" : _groups == GroupScope.Group ? group : $"{group} {person}");
            var token = $"tok{step.ToString(CultureInfo.InvariantCulture)}x{_random.Next(1_000_000).ToString(CultureInfo.InvariantCulture)}";
            var text = _random.Next(17) switch
            {
                <= 4 => $"please remember {token} about tea",
                5 => $"just so you know {token}",
                6 => "what do you recall of tea",
                7 => $"please forget {_random.Next(1, 30).ToString(CultureInfo.InvariantCulture)}",
                8 => "/memory",
                9 => "/reset",
                10 => "/btw who likes tea?",
                11 or 12 => $"please write {token} about tea",
                13 => "please read the notes",
                14 => "please list what there is",
                15 => "please search for tea",
                _ => "who likes tea?",
            };
            if (text.Contains(token, StringComparison.Ordinal)) _told[token] = _here;
            await Rig.PushAsync(
                new Said
                {
                    Id = $"m{(++_messages).ToString(CultureInfo.InvariantCulture)}", Text = text, Staff = person, Nick = person,
                    Group = group is not null, Mentioned = group is not null, Conversation = group ?? $"cid-{person}-{account.ToString(CultureInfo.InvariantCulture)}",
                },
                account);
            await Waiting.Until(async () => (await Rig.CountAsync()).OpenTurns == 0);
            _leaks.ShouldBeEmpty($"{_seed}, step {step.ToString(CultureInfo.InvariantCulture)}");
            if (_random.Next(20) == 0) await Rig.RestartAsync(_model);
        }

        /// <summary>What only the owner may read, and what everybody does.</summary>
        private DinghyConfig WithFiles(DinghyConfig config)
        {
            var agents = config.Agents with
            {
                Default = new AgentConfig { Workspace = Path.Combine(config.Home, "workspace") },
                List = [new AgentConfig { Id = "finance", Workspace = Path.Combine(config.Home, "workspace-finance") }],
            };
            foreach (var agent in agents.All)
            {
                Directory.CreateDirectory(agent.Workspace);
                File.WriteAllText(Path.Combine(agent.Workspace, "SOUL.md"), "openly kind");
                File.WriteAllText(Path.Combine(agent.Workspace, "MEMORY.md"), "ownersword");
            }

            return config with { Agents = agents };
        }

        private IAsyncEnumerable<AIContent> Answer(IReadOnlyList<ChatMessage> request)
        {
            var sent = string.Join('\n', request.SelectMany(message => message.Contents).Select(Words));
            Check(sent);
            var asked = request.Last(message => message.Role == ChatRole.User).Text;
            var called = request[^1].Role == ChatRole.Tool;
            AIContent answer = called || !asked.Contains("please", StringComparison.Ordinal) && !asked.Contains("recall", StringComparison.Ordinal)
                // Whatever it read may come back in its answer, and so in the history.
                ? new TextContent($"I have read: {sent[..Math.Min(sent.Length, 3_000)]}")
                : asked.Contains("please remember", StringComparison.Ordinal) ? FakeModel.Call("remember", ("fact", asked))
                : asked.Contains("please write", StringComparison.Ordinal) ? FakeModel.Call(Pick(["write_file", "append_file"]), ("path", Pick(s_notes)), ("content", asked))
                : asked.Contains("please read", StringComparison.Ordinal) ? FakeModel.Call("read_file", ("path", Pick(s_notes)))
                : asked.Contains("please list", StringComparison.Ordinal) ? FakeModel.Call("list_dir", ("deep", true))
                : asked.Contains("please search", StringComparison.Ordinal) ? FakeModel.Call("search_files", ("query", "tea"))
                : asked.Contains("please forget", StringComparison.Ordinal) ? FakeModel.Call("forget", ("number", asked.Split(' ')[^1]))
                : FakeModel.Call("recall", ("query", "tea"));
            if (answer is FunctionCallContent { Name: "remember" }) Remembered++;
            if (answer is FunctionCallContent { Name: "write_file" or "append_file" }) Written++;
            return ((AIContent[])[answer]).ToAsyncEnumerable();
        }

        private void Check(string sent)
        {
            foreach (var (token, place) in _told)
            {
                if (!sent.Contains(token, StringComparison.Ordinal)) continue;
                if (place == _here) Shown++;
                else _leaks.Add($"{token}, told at {place}, was sent at {_here}");
            }

            if (sent.Contains("ownersword", StringComparison.Ordinal) != (_here.Where == $"dm {Boss}")) _leaks.Add($"the owner's file was sent, or not, at {_here}");
            if (!sent.Contains("openly kind", StringComparison.Ordinal)) _leaks.Add($"what describes the agent was not sent at {_here}");
        }

        private static string Words(AIContent content) => content switch
        {
            TextContent text => text.Text,
            FunctionCallContent call => string.Join(' ', call.Arguments?.Values ?? []),
            FunctionResultContent result => result.Result?.ToString() ?? "",
            _ => content.ToString() ?? "",
        };

        private string Pick(string[] from) => from[_random.Next(from.Length)];
    }
}
