using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using static Dinghy.Testing.ModelBehaviour;

namespace Dinghy.Gateway.Tests.Models;

/// <summary>Two or three hosts, one after the other.</summary>
public sealed class FallbackTests : IAsyncDisposable
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _clock = new();
    private readonly RecordingLogger _log = new();
    private readonly List<ScriptedModelServer> _servers = [];
    private readonly List<ScriptedModelServer> _gone = [];
    private readonly ModelFactory _factory;

    public FallbackTests() => _factory = new ModelFactory(_clock, new Random(1), new OneLogger(_log), _ => null);

    [Theory]
    [InlineData("401", "auth", 60)]
    [InlineData("402", "billing", 18_000)]
    [InlineData("429", "rate_limit", 60)]
    [InlineData("404", "auth", 60)]
    [InlineData("400", "format", 0)]
    [InlineData("filtered", "filtered", 0)]
    [InlineData("html", "format", 0)]
    [InlineData("unlabelled", "format", 0)]
    public async Task What_one_model_can_not_do_the_next_one_does(string fault, string kind, int rest)
    {
        var client = await ClientAsync([Behaviour(fault)], []);
        var response = await client.AskAsync("q");

        (response.Text, response.ModelId).ShouldBe(("echo(1): q", "lab1/m"));
        _servers[0].Requests.Count.ShouldBe(1);
        _log.Lines.ShouldContain(line => line.Id.Id == 2407 && line.Text == $"Model lab0/m could not answer ({kind}): the next one is asked, and this one rests for {rest} s");
    }

    [Fact]
    public async Task A_silent_model_is_left_for_the_next_after_its_time_out()
    {
        var client = await ClientAsync([Hang()], []);
        var call = client.AskAsync("q");
        await _servers[0].WaitForRequestAsync(1);
        _clock.Advance(TimeSpan.FromSeconds(45));
        (await call.WaitAsync(s_guard)).ModelId.ShouldBe("lab1/m");

        // The next person does not wait for it again.
        (await client.AskAsync("again")).ModelId.ShouldBe("lab1/m");
        _servers[0].Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_dead_port_is_no_reason_to_have_no_answer()
    {
        var client = await ClientAsync([], []);
        await _servers[0].DisposeAsync();
        _gone.Add(_servers[0]);
        (await client.AskAsync("q").WaitAsync(s_guard)).ModelId.ShouldBe("lab1/m");
    }

    [Theory]
    [InlineData("500")]
    [InlineData("dropped")]
    public async Task What_passes_in_a_moment_is_tried_once_more_before_the_next_is(string fault)
    {
        var client = await ClientAsync([Behaviour(fault), Answer("the first, after all")], []);
        var call = client.AskAsync("q");
        await PassPauseAsync(1);
        (await call.WaitAsync(s_guard)).ModelId.ShouldBe("lab0/m");
        _servers[1].Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_model_that_rests_is_passed_over_and_asked_again_afterwards()
    {
        var client = await ClientAsync([Status(429)], [], []);
        (await client.AskAsync("1")).ModelId.ShouldBe("lab1/m");
        (await client.AskAsync("2")).ModelId.ShouldBe("lab1/m");
        _servers[0].Requests.Count.ShouldBe(1);

        _clock.Advance(TimeSpan.FromMinutes(1));
        (await client.AskAsync("3")).ModelId.ShouldBe("lab0/m");
        (await client.AskAsync("4")).ModelId.ShouldBe("lab0/m");
        _servers[2].Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rest_outlives_a_change_of_the_configuration_and_not_of_the_key()
    {
        var client = await ClientAsync([Status(402)], []);
        await client.AskAsync("q");
        (await Made(Config("key-0")).AskAsync("q")).ModelId.ShouldBe("lab1/m");
        (await Made(Config("another-key")).AskAsync("q")).ModelId.ShouldBe("lab0/m");
    }

    [Fact]
    public async Task A_talk_that_is_too_long_is_not_carried_to_the_next()
    {
        var client = await ClientAsync([Status(413)], []);
        (await Should.ThrowAsync<ModelException>(() => client.AskAsync("q"))).Fault.ShouldBe(ModelFault.ContextTooLong);
        _servers[1].Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_model_whose_window_the_talk_does_not_fit_is_passed_over_and_asked_when_it_fits()
    {
        await StartAsync([[Status(402)], [], []]);
        var config = Config("key-0");
        ModelConfig small = new("m") { ContextWindow = 2_000 }, large = new("m") { ContextWindow = 200_000 };
        config = config with
        {
            Providers = config.Providers.ToDictionary(pair => pair.Key, pair => pair.Value with { Models = [pair.Key == "lab1" ? small : large] }),
        };
        var client = Made(config);
        var talk = new string('长', 5_000);
        (await client.AskAsync(talk)).ModelId.ShouldBe("lab2/m");
        _servers[1].Requests.ShouldBeEmpty();
        (await client.AskAsync("short")).ModelId.ShouldBe("lab1/m");

        // Where nobody else can answer, the talk is what can be made shorter.
        var alone = Made(config, ["lab1/m"]);
        (await Should.ThrowAsync<ModelException>(() => alone.AskAsync(talk))).Fault.ShouldBe(ModelFault.ContextTooLong);
        _servers[1].Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Who_is_stopped_asks_nobody_else()
    {
        using var stop = new CancellationTokenSource();
        var client = await ClientAsync([Hang()], []);
        var call = client.AskAsync("q", stop.Token);
        await _servers[0].WaitForRequestAsync(1);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call.WaitAsync(s_guard));
        _servers[1].Requests.ShouldBeEmpty();

        // Nothing is held against the model either.
        _servers[0].Enqueue(Answer("fine"));
        (await client.AskAsync("q")).ModelId.ShouldBe("lab0/m");
    }

    [Fact]
    public async Task Once_words_have_come_the_fault_goes_up_and_the_next_attempt_meets_another_model()
    {
        var client = await ClientAsync([Cut("half an ans")], []);
        await using var updates = client.Stream("q");
        (await updates.MoveNextAsync()).ShouldBeTrue();
        (updates.Current.Text, updates.Current.ModelId).ShouldBe(("half an ans", "lab0/m"));
        var fault = await Should.ThrowAsync<ModelException>(async () => await updates.MoveNextAsync());
        (fault.Fault, fault.Transient).ShouldBe((ModelFault.Cut, true));
        _servers[1].Requests.ShouldBeEmpty();

        (await client.AskAsync("q")).ModelId.ShouldBe("lab1/m");
    }

    [Fact]
    public async Task A_silence_after_words_is_worth_another_attempt_where_there_is_another_model()
    {
        var client = await ClientAsync([Hang("half")], []);
        await using var updates = client.Stream("q");
        await updates.MoveNextAsync();
        var rest = updates.MoveNextAsync().AsTask();
        await UntilArmedAsync(rest);
        _clock.Advance(TimeSpan.FromSeconds(45));
        var fault = await Should.ThrowAsync<ModelException>(() => rest.WaitAsync(s_guard));
        (fault.Fault, fault.Transient).ShouldBe((ModelFault.Timeout, true));
    }

    [Theory]
    [InlineData("filtered", "500", nameof(ModelFault.Filtered))]
    [InlineData("500", "filtered", nameof(ModelFault.Filtered))]
    [InlineData("401", "402", nameof(ModelFault.Quota))]
    [InlineData("401", "html", nameof(ModelFault.BadResponse))]
    [InlineData("429", "401", nameof(ModelFault.RateLimited))]
    public async Task When_nobody_can_answer_the_person_hears_what_they_can_do_something_about(string first, string second, string expected)
    {
        var client = await ClientAsync([Behaviour(first), Behaviour(first)], [Behaviour(second), Behaviour(second), Behaviour(second)]);
        var call = client.AskAsync("q");
        await PassAllPausesAsync(call);
        (await Should.ThrowAsync<ModelException>(() => call.WaitAsync(s_guard))).Fault.ToString().ShouldBe(expected);
    }

    [Fact]
    public async Task When_all_rest_the_one_that_is_ready_soonest_is_asked_anyway()
    {
        var client = await ClientAsync([Status(402)], [Status(401)]);
        await Should.ThrowAsync<ModelException>(() => client.AskAsync("q"));
        (await client.AskAsync("q")).ModelId.ShouldBe("lab1/m");
        (_servers[0].Requests.Count, _servers[1].Requests.Count).ShouldBe((1, 2));
    }

    [Fact]
    public async Task A_provider_that_named_its_time_is_not_asked_before_and_a_short_one_is_waited_for()
    {
        var client = await ClientAsync([Status(429, headers: ("Retry-After", "300"))]);
        await Should.ThrowAsync<ModelException>(() => client.AskAsync("q"));
        var fault = await Should.ThrowAsync<ModelException>(() => client.AskAsync("q"));
        (fault.Fault, _servers[0].Requests.Count).ShouldBe((ModelFault.RateLimited, 1));
        fault.Message.ShouldContain("300 s");

        _clock.Advance(TimeSpan.FromSeconds(295));
        var call = client.AskAsync("q");
        await UntilArmedAsync(call);
        _clock.Advance(TimeSpan.FromSeconds(5));
        (await call.WaitAsync(s_guard)).Text.ShouldBe("echo(1): q");
    }

    [Fact]
    public async Task Several_keys_are_used_in_turn_and_one_that_is_refused_rests()
    {
        await StartAsync([[]]);
        var client = Made(Config("key-a", "key-b", "key-c"));
        for (var i = 0; i < 3; i++) await client.AskAsync("q");
        Keys(0).ShouldBe(["key-a", "key-b", "key-c"]);

        _servers[0].Enqueue(Status(401));
        await client.AskAsync("q");
        Keys(0)[3..].ShouldBe(["key-a", "key-b"]);
        for (var i = 0; i < 4; i++) await client.AskAsync("q");
        Keys(0)[5..].ShouldNotContain("key-a");
        _log.Lines.ShouldNotContain(line => line.Text.Contains("key-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_agents_own_fallbacks_stand_in_place_of_the_usual_ones()
    {
        await StartAsync([[Status(401), Status(401)], [], []]);
        var config = Config("key-0");
        (await Made(config, ["lab2/m"]).AskAsync("q")).ModelId.ShouldBe("lab2/m");
        (await Should.ThrowAsync<ModelException>(() => Made(config, []).AskAsync("q"))).Fault.ShouldBe(ModelFault.Credentials);
    }

    [Fact]
    public async Task A_fallback_that_is_none_is_noted_and_one_that_is_usable_stands_in_for_a_default_that_is_not()
    {
        await StartAsync([[]]);
        var config = Config("key-0") with { Default = "nobody/m", Fallbacks = ["qwen/qwen3.7-plus", "lab0/m"] };
        var ready = _factory.Create(config).ShouldBeOfType<ModelReady>();
        ready.Name.ShouldBe("lab0/m");
        ready.Notes.Count.ShouldBe(2);
        ready.Notes[1].ShouldContain("DASHSCOPE_API_KEY");
        _factory.Create(config with { Fallbacks = [] }).ShouldBeOfType<ModelUnusable>().Code.ShouldBe(ModelUnusable.UnknownProvider);
    }

    public async ValueTask DisposeAsync()
    {
        _factory.Dispose();
        foreach (var server in _servers.Except(_gone)) await server.DisposeAsync();
    }

    private async Task<IChatClient> ClientAsync(params ModelBehaviour[][] scripts)
    {
        await StartAsync(scripts);
        return Made(Config("key-0"));
    }

    private async Task StartAsync(ModelBehaviour[][] scripts)
    {
        foreach (var script in scripts)
        {
            var server = await ScriptedModelServer.StartAsync();
            server.Enqueue(script);
            _servers.Add(server);
        }
    }

    private ModelsConfig Config(params string[] keys) => new()
    {
        Default = "lab0/m",
        Fallbacks = [.. Enumerable.Range(1, _servers.Count - 1).Select(i => $"lab{i}/m")],
        Providers = _servers.Index().ToDictionary(one => $"lab{one.Index}", one => new ProviderConfig { BaseUrl = one.Item.BaseUrl, ApiKeys = [.. keys.Select(key => new Secret(key))] }),
    };

    private IChatClient Made(ModelsConfig config, IReadOnlyList<string>? fallbacks = null) => _factory.Create(config, fallbacks: fallbacks).ShouldBeOfType<ModelReady>().Client;

    private string[] Keys(int server) => [.. _servers[server].Requests.Select(request => request.Headers["Authorization"]["Bearer ".Length..])];

    private async Task PassPauseAsync(int retry)
    {
        await _log.UntilAsync(lines => lines.Where(line => line.Id.Id == 2402).Skip(retry - 1).FirstOrDefault());
        _clock.Advance(TimeSpan.FromSeconds(5));
    }

    /// <summary>Retries of whoever is asked last; how many depends on the fault.</summary>
    private async Task PassAllPausesAsync(Task call)
    {
        for (var passed = 0; !call.IsCompleted; passed++)
        {
            var pause = _log.UntilAsync(lines => lines.Where(line => line.Id.Id == 2402).Skip(passed).FirstOrDefault());
            if (await Task.WhenAny(pause, call) == call) return;
            _clock.Advance(TimeSpan.FromSeconds(5));
        }
    }

    private async Task UntilArmedAsync(Task call)
    {
        // The deadline of the silence is armed before the wait begins; a yield at a time until it is.
        while (_clock.UntilNextTimer is null && !call.IsCompleted) await Task.Yield();
    }

    private static ModelBehaviour Behaviour(string fault) => fault switch
    {
        "filtered" => Status(400, """{"error":{"code":"data_inspection_failed","message":"no"}}"""),
        "html" => Html(),
        "dropped" => Drop(),
        "unlabelled" => Status(200, """{"status":"ok"}"""),
        _ => Status(int.Parse(fault)),
    };

    private sealed class OneLogger(ILogger log) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider) { }

        public ILogger CreateLogger(string categoryName) => log;

        public void Dispose() { }
    }
}
