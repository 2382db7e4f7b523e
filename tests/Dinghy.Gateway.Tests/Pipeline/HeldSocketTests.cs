using Dinghy.DingTalk.Stream;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Pipeline;

public sealed class HeldSocketTests
{
    private static readonly Dictionary<string, string> s_none = [];

    private SocketDoors? _held;

    [Fact]
    public async Task What_comes_before_the_doors_are_open_waits_and_goes_first_in_its_order()
    {
        await using var socket = Make();
        var early = Enumerable.Range(1, 50).Select(i => _held!.Messages(Frame(i), default).AsTask()).ToList();
        early.ShouldAllBe(reply => !reply.IsCompleted);
        socket.Waiting.ShouldBe(50);

        var seen = new List<string>();
        socket.Open(new SocketDoors((frame, _) => { seen.Add(frame.MessageId); return new(StreamReply.Ok); }, (_, _) => new(StreamReply.Malformed), null));
        var late = await _held!.Messages(Frame(51), default);
        (await Task.WhenAll(early)).ShouldAllBe(reply => reply.Code == 200);
        late.Code.ShouldBe(200);
        seen.ShouldBe(Enumerable.Range(1, 51).Select(i => $"m{i}"));
        (await _held.Presses(Frame(52), default)).Code.ShouldBe(400);
    }

    [Fact]
    public async Task A_door_that_throws_tells_whoever_waits()
    {
        await using var socket = Make();
        var early = _held!.Messages(Frame(1), default).AsTask();
        socket.Open(new SocketDoors((_, _) => throw new InvalidOperationException("no"), (_, _) => new(StreamReply.Ok), null));
        (await Should.ThrowAsync<InvalidOperationException>(early)).Message.ShouldBe("no");
    }

    [Fact]
    public async Task Where_nobody_opens_the_doors_nothing_is_acknowledged()
    {
        var socket = Make();
        var early = _held!.Messages(Frame(1), default).AsTask();
        await socket.DisposeAsync();
        (await early).Code.ShouldBe(500);
        (await _held.Messages(Frame(2), default)).Code.ShouldBe(500, "what comes while its sockets close");
        socket.Waiting.ShouldBe(0);
    }

    private HeldSocket Make() => new(Accounts.Main, doors =>
    {
        _held = doors;
        return Channel.Client(Accounts.Main, doors, new GatewayParts(new HttpClient(), null, "", NullLoggerFactory.Instance, TimeProvider.System, new Random(1), _ => { }));
    });

    private static StreamFrame Frame(int i) => new("CALLBACK", StreamTopics.RobotMessage, $"m{i}", s_none, "{}");
}
