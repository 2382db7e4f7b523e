using Dinghy.Emulator;

namespace Dinghy.Bench.Driver;

/// <summary>People who write, and the clock that stands at both ends: the push of the frame and the arrival of the webhook's body.</summary>
internal sealed class Load
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);
    private static readonly TimeProvider s_clock = TimeProvider.System;

    private readonly DingTalkWorld _world;
    private readonly BotProcess _bot;
    private readonly string[] _people;
    private long _lastReply;

    public Load(DingTalkWorld world, BotProcess bot, int people, long lastReply)
    {
        (_world, _bot, _lastReply) = (world, bot, lastReply);
        _people = [.. Enumerable.Range(0, people).Select(Person)];
        foreach (var id in _people) world.AddPerson(id, id);
    }

    public static string Person(int number) => $"bench{number:000}";

    /// <summary>One chat; each message waits for the last one's answer.</summary>
    /// <returns>ms from push to arrival, one a message.</returns>
    public async Task<double[]> OneByOneAsync(int messages, CancellationToken ct)
    {
        var times = new double[messages];
        for (var i = 0; i < messages; i++)
        {
            var replies = new Replies(_world, _lastReply);
            var said = await SayAsync(_people[0], i, ct);
            var last = await AwaitAsync(replies, [said], ct);
            times[i] = s_clock.GetElapsedTime(said.PushedAt, last).TotalMilliseconds;
        }

        return times;
    }

    /// <summary>Everybody writes everything at once.</summary>
    /// <returns>Messages a second, from the first push to the last arrival.</returns>
    public async Task<double> AllAtOnceAsync(int chats, int each, CancellationToken ct)
    {
        var replies = new Replies(_world, _lastReply);
        var said = new List<SaidMessage>(chats * each);
        for (var i = 0; i < each; i++)
            for (var chat = 0; chat < chats; chat++) said.Add(await SayAsync(_people[chat], i, ct));
        var last = await AwaitAsync(replies, said, ct);
        return said.Count / s_clock.GetElapsedTime(said[0].PushedAt, last).TotalSeconds;
    }

    private Task<SaidMessage> SayAsync(string person, int number, CancellationToken ct) =>
        _world.SayAsync(new Speech(person, $"Is this message number {number}?"), ct);

    private async Task<long> AwaitAsync(Replies replies, List<SaidMessage> said, CancellationToken ct)
    {
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(ct);
        guard.CancelAfter(s_patience);
        try
        {
            var last = await replies.AllAsync(said.Select(one => one.MsgId), guard.Token);
            _lastReply = replies.Last;
            return last;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new BenchException($"{replies.Missing} of {said.Count} messages were not answered within {s_patience.TotalSeconds:0} s. The bot said:\n{_bot.Said()}");
        }
    }
}
