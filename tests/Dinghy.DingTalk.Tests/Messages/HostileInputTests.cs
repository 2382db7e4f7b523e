using System.Text;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Stream;
using Dinghy.DingTalk.Tests.Support;

namespace Dinghy.DingTalk.Tests.Messages;

/// <summary>Valid bodies, broken at random with a fixed seed: nothing may throw, and every reading is one thing or the other.</summary>
public sealed class HostileInputTests
{
    [Fact]
    public void A_broken_message_never_throws()
    {
        var chance = new Random(20261121);
        var read = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var reading = RobotMessageReader.Read(JsonBreaker.Break(RobotBodies.All[round % RobotBodies.All.Count], chance));
            (reading.Message is null).ShouldBe(reading.Malformed is not null);
            if (reading.IsMessage) read++;
        }

        read.ShouldBeInRange(500, 19_500, "the breaking neither misses nor destroys everything");
    }

    [Fact]
    public void A_broken_event_about_a_sent_message_never_throws()
    {
        var chance = new Random(20261124);
        const string Event = """{"unionId":"un","operatTime":1683533823336,"robotCode":"r","openConversationId":"cid","userId":"u","processQueryKey":"k="}""";
        var read = Enumerable.Range(0, 5_000).Count(_ => SentMessageEventReader.Read("robot_msg_read", JsonBreaker.Break(Event, chance)) is not null);
        read.ShouldBeInRange(200, 4_800);
    }

    [Fact]
    public void A_broken_frame_never_throws()
    {
        var chance = new Random(20261122);
        var frames = RobotBodies.All.Select(body => Frames.Callback("m", body)).Append(Frames.Disconnect).Append(Frames.Event("e")).ToList();
        var read = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(JsonBreaker.Break(frames[round % frames.Count], chance));
            for (var flips = chance.Next(3); flips > 0 && bytes.Length > 0; flips--) bytes[chance.Next(bytes.Length)] = (byte)chance.Next(256);
            if (FrameParser.Parse(bytes).Frame is not null) read++;
        }

        read.ShouldBeInRange(500, 19_500);
    }
}
