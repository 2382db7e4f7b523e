using System.Text.Json;
using Dinghy.DingTalk.Stream;
using Dinghy.DingTalk.Webhook;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Pipeline.Webhooks;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Pipeline.Webhooks;

public sealed class WebhookDeskTests : IDisposable
{
    private const string Path = "/webhooks/dingtalk";
    private readonly DeskRig _rig = new();
    private static EventCipher Cipher { get; } = new(DeskRig.Token, DeskRig.Key, "ding-app");

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_signed_message_goes_through_the_door_of_the_socket_and_is_answered_with_nothing_to_say()
    {
        await _rig.AddAsync(DeskRig.Account());
        (await _rig.CallAsync(_rig.Message())).ShouldBe(new WebhookAnswer(200, """{"msgtype":"empty"}"""));
        var frame = _rig.Frames.ShouldHaveSingleItem();
        (frame.Type, frame.Topic, frame.Data).ShouldBe(("CALLBACK", StreamTopics.RobotMessage, DeskRig.Body()));
    }

    [Fact]
    public async Task What_nobody_signed_is_not_even_read()
    {
        await _rig.AddAsync(DeskRig.Account());
        FakeCall[] calls = [new(Path), _rig.Message(secret: "another"), new FakeCall(Path).Signed("top-secret", _rig.Time.GetUtcNow().AddHours(-1).AddMilliseconds(-1))];
        foreach (var call in calls)
        {
            (await _rig.CallAsync(call)).ShouldBe(WebhookAnswer.Refused);
            call.WasRead.ShouldBeFalse();
        }

        _rig.Frames.ShouldBeEmpty();
        _rig.Lines.Count(line => line.StartsWith("[2344]")).ShouldBe(3);
    }

    [Theory]
    [InlineData("another", "dingcorp", 403)]
    [InlineData("ding-app", "elsewhere", 403)]
    [InlineData("ding-app", "dingcorp", 200)]
    public async Task A_signed_body_is_held_to_the_robot_and_its_organisation(string robot, string corp, int status)
    {
        await _rig.AddAsync(DeskRig.Account() with { CorpId = "dingcorp" });
        (await _rig.CallAsync(_rig.Message(DeskRig.Body(robot, corp)))).Status.ShouldBe(status);
        _rig.Frames.Count.ShouldBe(status == 200 ? 1 : 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"robotCode\":\"ding-app\"")]
    [InlineData("[]")]
    public async Task A_body_that_is_no_whole_object_is_unreadable(string body)
    {
        await _rig.AddAsync(DeskRig.Account());
        (await _rig.CallAsync(_rig.Message(body))).Status.ShouldBe(400);
        _rig.Frames.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_refused_as_that()
    {
        await _rig.AddAsync(DeskRig.Account(new HttpConfig { MaxBodyBytes = 100 }));
        (await _rig.CallAsync(_rig.Message($$"""{"robotCode":"ding-app","x":"{{new string('x', 100)}}"}"""))).Status.ShouldBe(413);
    }

    [Theory]
    [InlineData(400, 400)]
    [InlineData(500, 500)]
    public async Task What_the_door_refuses_is_told(int code, int status)
    {
        await _rig.AddAsync(DeskRig.Account());
        _rig.Answers = _ => new(code == 400 ? StreamReply.Malformed : StreamReply.Failed);
        (await _rig.CallAsync(_rig.Message())).Status.ShouldBe(status);
    }

    [Fact]
    public async Task An_encrypted_event_is_taken_once_read_and_hears_success_encrypted()
    {
        await _rig.AddAsync(DeskRig.Account(DeskRig.WithPair));
        var answer = await _rig.CallAsync(FakeCall.Event(Path, Cipher, """{"EventType":"user_add_org","eventId":"e-1","CorpId":"dingcorp","EventTime":5}"""));
        answer.Status.ShouldBe(200);
        using var body = JsonDocument.Parse(answer.Body);
        string Text(string name) => body.RootElement.GetProperty(name).GetString()!;
        Cipher.Verify(Text("msg_signature"), Text("timeStamp"), Text("nonce"), Text("encrypt")).ShouldBe(WebhookFault.None);
        Cipher.Decrypt(Text("encrypt"), out var said).ShouldBe(WebhookFault.None);
        said.ShouldBe("success");
        var happened = _rig.Events.ShouldHaveSingleItem();
        (happened.Type, happened.Id, happened.CorpId, happened.BornAt).ShouldBe(("user_add_org", "e-1", "dingcorp", DateTimeOffset.FromUnixTimeMilliseconds(5)));
    }

    [Fact]
    public async Task A_check_of_the_address_is_answered_and_no_event()
    {
        await _rig.AddAsync(DeskRig.Account(DeskRig.WithPair));
        (await _rig.CallAsync(FakeCall.Event(Path, Cipher, """{"EventType":"check_url"}"""))).Status.ShouldBe(200);
        _rig.Events.ShouldBeEmpty();
        _rig.Lines.ShouldContain(line => line.StartsWith("[2347]"));
    }

    [Fact]
    public async Task An_event_that_is_to_come_later_is_refused_so_that_it_does()
    {
        await _rig.AddAsync(DeskRig.Account(DeskRig.WithPair));
        _rig.KeepsEvents = false;
        (await _rig.CallAsync(FakeCall.Event(Path, Cipher, """{"EventType":"user_add_org","eventId":"e-1"}"""))).Status.ShouldBe(500);
    }

    [Fact]
    public async Task Each_mismatch_is_an_error_that_names_both_sides_and_stays_until_an_event_comes_through()
    {
        var journal = _rig.Journal();
        var place = await _rig.AddAsync(DeskRig.Account(), journal);
        const string Event = """{"EventType":"user_add_org","eventId":"e-1","CorpId":"dingcorp"}""";

        // The console encrypts, and we have no key.
        (await _rig.CallAsync(FakeCall.Event(Path, Cipher, Event))).Status.ShouldBe(400);
        journal.Mismatch!.Kind.ShouldBe("EncryptedWithoutKey");
        Told().ShouldContain("console has an AES key");

        // It does not, and we have one.
        await _rig.AddAsync(DeskRig.Account(DeskRig.WithPair), journal);
        await _rig.Desk.RemoveAsync(place);
        (await _rig.CallAsync(_rig.Message(Event))).Status.ShouldBe(400);
        journal.Mismatch!.Kind.ShouldBe("PlainWithKey");
        Told().ShouldContain("console has no AES key");

        // Another key, under the same token.
        var other = new EventCipher(DeskRig.Token, "bcdefghijklmnopqrstuvwxyz0123456789ABCDEFGA", "ding-app");
        (await _rig.CallAsync(FakeCall.Event(Path, other, Event))).Status.ShouldBe(400);
        journal.Mismatch!.Kind.ShouldBe("OtherKey");

        // Another application's.
        (await _rig.CallAsync(FakeCall.Event(Path, new EventCipher(DeskRig.Token, DeskRig.Key, "dingother"), Event))).Status.ShouldBe(403);
        journal.Mismatch!.Kind.ShouldBe("OtherApplication");
        _rig.Events.ShouldBeEmpty();

        (await _rig.CallAsync(FakeCall.Event(Path, Cipher, Event))).Status.ShouldBe(200);
        journal.Mismatch.ShouldBeNull();

        string Told() => _rig.Lines.Last(line => line.StartsWith("[2345]"));
    }

    [Fact]
    public async Task The_last_signed_call_that_was_refused_is_shown_for_an_hour_and_one_that_bears_no_signature_is_not()
    {
        var journal = _rig.Journal();
        await _rig.AddAsync(DeskRig.Account(DeskRig.WithPair), journal);
        await _rig.CallAsync(new FakeCall(Path, "{}"));
        journal.Refusal.ShouldBeNull();

        await _rig.CallAsync(FakeCall.Event(Path, new EventCipher("other", DeskRig.Key, "ding-app"), """{"EventType":"user_add_org","eventId":"e-1"}"""));
        journal.Refusal!.Kind.ShouldBe("BadSignature");
        journal.Refusal.Sentence.ShouldContain("http.token");
        journal.Mismatch.ShouldBeNull();
        _rig.Time.Advance(TimeSpan.FromMinutes(59));
        journal.Refusal.ShouldNotBeNull();
        _rig.Time.Advance(TimeSpan.FromMinutes(1));
        journal.Refusal.ShouldBeNull();

        await _rig.CallAsync(_rig.Message(DeskRig.Body("another")));
        journal.Refusal!.Kind.ShouldBe("ForeignRobot");
    }

    [Theory]
    [InlineData("another token", 403)]
    [InlineData("cut", 403)]
    [InlineData("unsigned", 403)]
    [InlineData("no event", 400)]
    [InlineData("wrong corp", 403)]
    public async Task What_is_wrong_with_an_event_refuses_it(string wrong, int status)
    {
        await _rig.AddAsync(DeskRig.Account(DeskRig.WithPair) with { CorpId = "dingcorp" });
        const string Event = """{"EventType":"user_add_org","eventId":"e-1","CorpId":"dingcorp"}""";
        var call = wrong switch
        {
            "another token" => FakeCall.Event(Path, new EventCipher("other", DeskRig.Key, "ding-app"), Event),
            "cut" => FakeCall.Event(Path, Cipher, Event, encrypt => encrypt[..^4]),
            "no event" => FakeCall.Event(Path, Cipher, "{}"),
            "wrong corp" => FakeCall.Event(Path, Cipher, Event.Replace("dingcorp", "elsewhere")),
            _ => FakeCall.Event(Path, Cipher, Event),
        };
        if (wrong == "unsigned") call.Queries.Clear();
        (await _rig.CallAsync(call)).Status.ShouldBe(status);
        _rig.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_plain_event_needs_the_signature_of_a_message()
    {
        await _rig.AddAsync(DeskRig.Account());
        const string Event = """{"EventType":"user_add_org","eventId":"e-1"}""";
        (await _rig.CallAsync(new FakeCall(Path, Event))).Status.ShouldBe(403);
        (await _rig.CallAsync(_rig.Message(Event))).ShouldBe(new WebhookAnswer(200, """{"msg":"success"}"""));
        _rig.Events.ShouldHaveSingleItem().Type.ShouldBe("user_add_org");
    }

    [Fact]
    public async Task A_press_is_answered_bare_when_it_is_signed()
    {
        var account = DeskRig.Account();
        await _rig.AddAsync(account);
        _rig.Answers = _ => new(StreamReply.Ok with { Data = """{"response":{"cardData":{"cardParamMap":{"a":"b"}}}}""" });
        var timestamp = $"{_rig.Time.GetUtcNow().ToUnixTimeMilliseconds()}";
        var call = new FakeCall(account.Http.CardPath);
        (call.Headers[CardSign.TimestampHeader], call.Headers[CardSign.SignatureHeader]) = (timestamp, CardSign.Sign(timestamp, CardRoute.SecretOf(account)));
        (await _rig.CallAsync(call)).ShouldBe(new WebhookAnswer(200, """{"cardData":{"cardParamMap":{"a":"b"}}}"""));
        _rig.Frames.ShouldHaveSingleItem().Topic.ShouldBe(StreamTopics.CardCallback);

        // A message's signature opens no cards' door, and the other way round.
        (await _rig.CallAsync(_rig.Message(path: account.Http.CardPath))).Status.ShouldBe(403);
    }

    [Fact]
    public async Task Refusals_are_told_once_a_minute_each_with_their_number()
    {
        await _rig.AddAsync(DeskRig.Account());
        for (var i = 0; i < 1000; i++) await _rig.CallAsync(new FakeCall(Path));
        _rig.Lines.Count(line => line.StartsWith("[2344]")).ShouldBe(1);
        _rig.Time.Advance(TimeSpan.FromMinutes(1));
        await _rig.CallAsync(new FakeCall(Path));
        _rig.Lines[^1].ShouldContain("999 more");
    }

    [Fact]
    public async Task A_store_that_stands_still_is_answered_in_time_with_come_again()
    {
        await _rig.AddAsync(DeskRig.Account());
        var stored = new TaskCompletionSource<StreamReply>();
        _rig.Answers = _ => new(stored.Task);
        var calling = _rig.CallAsync(_rig.Message()).AsTask();
        _rig.Time.Advance(WebhookDesk.Patience);
        (await calling).Status.ShouldBe(503);
        stored.SetResult(StreamReply.Ok);
    }

    [Fact]
    public async Task A_crash_is_an_answer_and_a_line()
    {
        await _rig.AddAsync(DeskRig.Account());
        _rig.Answers = _ => throw new InvalidOperationException("a bug");
        (await _rig.CallAsync(_rig.Message())).Status.ShouldBe(500);
        _rig.Lines.ShouldContain(line => line.StartsWith("[2348]"));
    }

    [Fact]
    public async Task Accounts_that_share_a_path_are_told_apart_by_who_signed()
    {
        await _rig.AddAsync(DeskRig.Account(new HttpConfig { Paths = [Path + "/a", Path] }, "a", "secret-a"));
        await _rig.AddAsync(DeskRig.Account(new HttpConfig { Paths = [Path + "/b", Path] }, "b", "secret-b"));
        foreach (var secret in (string[])["secret-a", "secret-b"])
            (await _rig.CallAsync(_rig.Message(secret: secret))).Status.ShouldBe(200);
        (await _rig.CallAsync(_rig.Message(path: Path + "/b", secret: "secret-a"))).Status.ShouldBe(403);
        _rig.Listening.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Accounts_that_share_a_path_and_a_pair_of_keys_are_told_apart_by_whose_event_it_is()
    {
        foreach (var id in (string[])["a", "b"]) await _rig.AddAsync(DeskRig.Account(DeskRig.WithPair, id) with { ClientId = $"ding-{id}" });
        foreach (var id in (string[])["ding-a", "ding-b"])
            (await _rig.CallAsync(FakeCall.Event(Path, new EventCipher(DeskRig.Token, DeskRig.Key, id), """{"EventType":"user_add_org","eventId":"e-1"}"""))).Status.ShouldBe(200);
        (await _rig.CallAsync(FakeCall.Event(Path, new EventCipher(DeskRig.Token, DeskRig.Key, "ding-c"), """{"EventType":"user_add_org"}"""))).Status.ShouldBe(403);
        _rig.Events.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_place_that_is_replaced_takes_calls_until_the_new_one_does_and_the_last_ends_the_listener()
    {
        var old = await _rig.AddAsync(DeskRig.Account());
        var fresh = await _rig.AddAsync(DeskRig.Account(secret: "new-secret"));
        foreach (var secret in (string[])["top-secret", "new-secret"]) (await _rig.CallAsync(_rig.Message(secret: secret))).Status.ShouldBe(200);
        await _rig.Desk.RemoveAsync(old);
        (await _rig.CallAsync(_rig.Message())).Status.ShouldBe(403);
        (await _rig.CallAsync(_rig.Message(secret: "new-secret"))).Status.ShouldBe(200);
        await _rig.Desk.RemoveAsync(fresh);
        _rig.Listening.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_can_not_be_listened_on_leaves_nothing_behind()
    {
        _rig.IsTaken = true;
        await Should.ThrowAsync<IOException>(() => _rig.AddAsync(DeskRig.Account()));
        _rig.IsTaken = false;
        await _rig.AddAsync(DeskRig.Account(secret: "second"));
        (await _rig.CallAsync(_rig.Message())).Status.ShouldBe(403);
    }

    [Theory]
    [InlineData("GET", Path, 405)]
    [InlineData("PUT", Path, 405)]
    [InlineData("POST", "/", 404)]
    [InlineData("GET", "/health", 404)]
    public async Task Nothing_else_is_served(string method, string path, int status)
    {
        await _rig.AddAsync(DeskRig.Account());
        (await _rig.CallAsync(new FakeCall(path) { Verb = method })).Status.ShouldBe(status);
    }
}
