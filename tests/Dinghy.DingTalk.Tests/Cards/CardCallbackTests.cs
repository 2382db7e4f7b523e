using Dinghy.DingTalk.Cards;
using Dinghy.DingTalk.Tests.Support;

namespace Dinghy.DingTalk.Tests.Cards;

public sealed class CardCallbackTests
{
    private const string Press = """
        {"type":"actionCallback","outTrackId":"trk-0001","corpId":"ding9733d0950000","userId":"manager75","userIdType":1,
         "spaceId":"cid6EUxampleSg==","spaceType":"IM_GROUP","extension":"{}",
         "content":"{\"cardPrivateData\":{\"actionIds\":[\"approve_btn\"],\"params\":{\"action\":\"accept\",\"reqId\":\"42\"}}}"}
        """;

    private static CardCallback Read(string json)
    {
        var reading = CardCallbackReader.Read(json);
        reading.IsCallback.ShouldBeTrue(reading.Malformed);
        return reading.Callback!;
    }

    private static CardCallback Content(string content) => Read($$"""{"outTrackId":"t","userId":"u",{{content}}}""");

    [Fact]
    public void A_press_is_read_whole()
    {
        var press = Read(Press);
        (press.OutTrackId, press.UserId, press.IsUnionId, press.CorpId, press.SpaceId, press.SpaceType)
            .ShouldBe(("trk-0001", "manager75", false, "ding9733d0950000", "cid6EUxampleSg==", "IM_GROUP"));
        press.ActionIds.ShouldBe(["approve_btn"]);
        press.Params.ShouldBe(new Dictionary<string, string> { ["action"] = "accept", ["reqId"] = "42" });
    }

    [Theory]
    [InlineData(""" "content":{"cardPrivateData":{"actionIds":["a"],"params":{"k":"v"}}} """)]
    [InlineData(""" "content":"{\"cardPrivateData\":\"{\\\"actionIds\\\":[\\\"a\\\"],\\\"params\\\":{\\\"k\\\":\\\"v\\\"}}\"}" """)]
    [InlineData(""" "value":"{\"cardPrivateData\":{\"actionIds\":[\"a\"]},\"params\":{\"k\":\"v\"}}" """)]
    [InlineData(""" "content":{"cardPrivateData":{"actionIds":"[\"a\"]","params":"{\"k\":\"v\"}"}} """)]
    [InlineData(""" "content":{"cardPrivateData":{"actionIds":"a"}},"params":{"k":"v"} """)]
    [InlineData(""" "content":{"actionId":"a","params":{"k":"v"}} """)]
    public void Every_shape_on_the_pages_is_read(string content)
    {
        var press = Content(content);
        press.ActionIds.ShouldBe(["a"]);
        press.Params.ShouldBe(new Dictionary<string, string> { ["k"] = "v" });
    }

    [Fact]
    public void Values_of_a_form_are_text_or_JSON_text() =>
        Content(""" "content":{"cardPrivateData":{"params":{"n":5,"b":true,"none":null,"list":["a","b"],"obj":{"x":"中"}}}} """).Params
            .ShouldBe(new Dictionary<string, string> { ["n"] = "5", ["b"] = "true", ["list"] = """["a","b"]""", ["obj"] = """{"x":"中"}""" });

    [Theory]
    [InlineData(""" "content":"" """)]
    [InlineData(""" "content":null """)]
    [InlineData(""" "x":1 """)]
    [InlineData(""" "content":"{}" """)]
    public void A_press_without_content_is_a_press(string content)
    {
        Content(content).ActionIds.ShouldBeEmpty();
        Content(content).Params.ShouldBeEmpty();
    }

    [Fact]
    public void A_union_id_is_told_from_a_staff_id() => Content(""" "userIdType":"2" """).IsUnionId.ShouldBeTrue();

    [Theory]
    [InlineData("", "json")]
    [InlineData("[]", "not_object")]
    [InlineData("""{"userId":"u"}""", "missing_outTrackId")]
    [InlineData("""{"outTrackId":{},"userId":"u"}""", "bad_outTrackId")]
    [InlineData("""{"outTrackId":"t"}""", "missing_userId")]
    [InlineData("""{"type":"dynamicDataCallback","outTrackId":"t","userId":"u"}""", "bad_type")]
    [InlineData("""{"outTrackId":"t","userId":"u","content":"not json"}""", "bad_content")]
    [InlineData("""{"outTrackId":"t","userId":"u","value":[1]}""", "bad_value")]
    public void What_is_no_press_is_malformed(string json, string reason) => CardCallbackReader.Read(json).Malformed.ShouldBe(reason);

    [Fact]
    public void Presses_have_bounds()
    {
        CardCallbackReader.Read($$"""{"outTrackId":"{{new string('t', 513)}}","userId":"u"}""").Malformed.ShouldBe("bad_outTrackId");
        Content($$""" "content":{"actionIds":[{{string.Join(',', Enumerable.Repeat("\"a\"", 500))}}]} """).ActionIds.Count.ShouldBe(CardCallbackReader.MaxActions);
        var many = string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"k{i}\":1"));
        Content("\"content\":{\"params\":{" + many + "}}").Params.Count.ShouldBe(CardCallbackReader.MaxParams);
        Content($$""" "content":{"actionIds":["{{new string('a', 600)}}"]} """).ActionIds.ShouldBeEmpty();
    }

    [Fact]
    public void A_broken_press_never_throws()
    {
        var chance = new Random(20261123);
        string[] shapes = [Press, """{"outTrackId":"t","userId":"u","value":"{\"cardPrivateData\":{\"actionIds\":[\"a\"]},\"params\":{\"k\":\"v\"}}"}""", """{"outTrackId":"t","userId":"u","content":{"actionIds":["a"],"params":{"l":[1,{"x":2}]}}}"""];
        var read = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var reading = CardCallbackReader.Read(JsonBreaker.Break(shapes[round % shapes.Length], chance));
            (reading.Callback is null).ShouldBe(reading.Malformed is not null);
            if (reading.IsCallback) read++;
        }

        read.ShouldBeInRange(500, 19_500, "the breaking neither misses nor destroys everything");
    }

    [Fact]
    public void An_answer_goes_wrapped_by_stream_and_bare_by_HTTP()
    {
        var reply = new CardCallbackReply { Data = new Dictionary<string, string> { ["status"] = "已同意" }, PrivateData = new Dictionary<string, string> { ["clicked"] = "true" } };
        const string Bare = """{"cardUpdateOptions":{"updateCardDataByKey":true,"updatePrivateDataByKey":true},"cardData":{"cardParamMap":{"status":"已同意"}},"userPrivateData":{"cardParamMap":{"clicked":"true"}}}""";
        reply.ToHttpBody().ShouldBe(Bare);
        reply.ToStreamReply().ShouldBe(new(200, "OK", $$"""{"response":{{Bare}}}"""));
        CardCallbackReply.Nothing.ToStreamReply().Data.ShouldBe("""{"response":{}}""");
        CardCallbackReply.Nothing.ToHttpBody().ShouldBe("{}");
    }
}
