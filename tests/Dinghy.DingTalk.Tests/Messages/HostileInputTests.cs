using System.Text;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Stream;
using Dinghy.DingTalk.Tests.Support;

namespace Dinghy.DingTalk.Tests.Messages;

/// <summary>Valid bodies, broken at random with a fixed seed: nothing may throw, and every reading is one thing or the other.</summary>
public sealed class HostileInputTests
{
    private static readonly string[] _shards = ["null", "{}", "[]", "\"\"", "-1", "1e999", "true", "\\ud83d", "\\u", "\"", "\\", "{\"a\":", "\"{\\\"a\\\":1}\"", "\u0000", "\ud83d", "字"];

    [Fact]
    public void A_broken_message_never_throws()
    {
        var chance = new Random(20261121);
        var read = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var reading = RobotMessageReader.Read(Break(RobotBodies.All[round % RobotBodies.All.Count], chance));
            (reading.Message is null).ShouldBe(reading.Malformed is not null);
            if (reading.IsMessage) read++;
        }

        read.ShouldBeInRange(500, 19_500, "the breaking neither misses nor destroys everything");
    }

    [Fact]
    public void A_broken_frame_never_throws()
    {
        var chance = new Random(20261122);
        var frames = RobotBodies.All.Select(body => Frames.Callback("m", body)).Append(Frames.Disconnect).Append(Frames.Event("e")).ToList();
        var read = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(Break(frames[round % frames.Count], chance));
            for (var flips = chance.Next(3); flips > 0 && bytes.Length > 0; flips--) bytes[chance.Next(bytes.Length)] = (byte)chance.Next(256);
            if (FrameParser.Parse(bytes).Frame is not null) read++;
        }

        read.ShouldBeInRange(500, 19_500);
    }

    private static string Break(string json, Random chance)
    {
        var text = new StringBuilder(json);
        for (var cuts = 1 + chance.Next(3); cuts > 0; cuts--)
        {
            var at = chance.Next(text.Length);
            var length = Math.Min(chance.Next(12), text.Length - at);
            switch (chance.Next(4))
            {
                case 0: text.Remove(at, length); break;
                case 1: text.Insert(at, _shards[chance.Next(_shards.Length)]); break;
                case 2: text.Remove(at, length).Insert(at, _shards[chance.Next(_shards.Length)]); break;
                default: ReplaceValue(text, chance); break;
            }

            if (text.Length == 0) text.Append(' ');
        }

        return text.ToString();
    }

    // Keeps the JSON sound more often than not, so that wrong types reach the reader and not just the parser.
    private static void ReplaceValue(StringBuilder text, Random chance)
    {
        var json = text.ToString();
        var colons = Enumerable.Range(0, json.Length).Where(i => json[i] == ':' && i > 0 && json[i - 1] == '"').ToList();
        if (colons.Count == 0) return;
        var from = colons[chance.Next(colons.Count)] + 1;
        var to = from;
        for (var quoted = false; to < json.Length && (quoted || json[to] is not (',' or '}' or ']')); to++)
            if (json[to] == '"' && json[to - 1] != '\\') quoted = !quoted;
        text.Remove(from, to - from).Insert(from, _shards[chance.Next(_shards.Length)]);
    }
}
