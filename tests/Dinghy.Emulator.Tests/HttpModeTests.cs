using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dinghy.Emulator.Tests;

/// <summary>DingTalk's side of HTTP mode: what it sends, what it takes for an answer, and that it comes again.</summary>
public sealed class HttpModeTests
{
    private const string Token = "tok3nForLocalTests";
    private const string Key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

    [Fact]
    public async Task A_message_is_posted_with_a_signature_of_the_time_and_an_answer_in_the_response_is_shown()
    {
        await using var app = await Application.StartAsync(_ => (200, """{"msgtype":"text","text":{"content":"at once"}}"""));
        await using var server = await EmulatorServer.StartAsync(new());
        server.World.SetCallbacks(new HttpCallbacks { Robot = app.Address });
        var said = await server.World.SayAsync(new Speech("user002", "你好"), Guard.Token);
        (await server.World.WaitForAckAsync(said.MsgId, Guard.Token)).State.ShouldBe(PushState.Acked);
        var (path, headers, body) = app.Calls.Single();
        path.ShouldBe("/hook");
        using var message = JsonDocument.Parse(body);
        message.RootElement.GetProperty("msgId").GetString().ShouldBe(said.MsgId);
        var secret = Calls.Secret;
        headers["sign"].ShouldBe(Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{headers["timestamp"]}\n{secret}"))));
        var shown = (await server.World.WaitForBotMessagesAsync(1, ct: Guard.Token))[0];
        (shown.Text, shown.Road, shown.InReplyTo).ShouldBe(("at once", "callback", said.MsgId));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(403)]
    public async Task A_message_that_is_not_taken_comes_again_with_the_same_id(int status)
    {
        var count = 0;
        await using var app = await Application.StartAsync(_ => (Interlocked.Increment(ref count) == 1 ? status : 200, ""));
        await using var server = await EmulatorServer.StartAsync(new() { RobotRedeliverAfter = TimeSpan.FromMilliseconds(50) });
        server.World.SetCallbacks(new HttpCallbacks { Robot = app.Address });
        var said = await server.World.SayAsync(new Speech("user002", "again"), Guard.Token);
        var push = await server.World.WaitForAckAsync(said.MsgId, Guard.Token);
        (push.State, push.Deliveries).ShouldBe((PushState.Acked, 2));
        app.Calls.Select(call => JsonDocument.Parse(call.Body).RootElement.GetProperty("msgId").GetString()).ShouldBe([said.MsgId, said.MsgId]);
        server.World.Callbacks().Select(call => call.Status).ShouldBe([status, 200]);
    }

    [Fact]
    public async Task What_happens_in_the_organisation_is_posted_where_an_address_for_events_is_saved()
    {
        await using var app = await Application.StartAsync(_ => (200, """{"msg":"success"}"""));
        await using var server = await EmulatorServer.StartAsync(new() { Apps = [new() { Http = new HttpCallbacks { Events = app.Address } }] });
        server.World.Callbacks().ShouldBeEmpty("those who were there at the start did not just join");
        server.World.AddPerson("user003", "王五");
        server.World.StartApproval(new ApprovalStart("user002", "请假", [["manager75"]]));
        await server.World.WaitForCallbacksAsync(3, Guard.Token);
        string[] kinds = ["user_add_org", "bpms_instance_change", "bpms_task_change"];
        foreach (var kind in kinds) app.Calls.ShouldContain(call => call.Body.Contains(kind));
    }

    [Fact]
    public async Task An_encrypted_event_wants_an_encrypted_success_and_nothing_less()
    {
        var answer = """{"msg":"success"}""";
        await using var app = await Application.StartAsync(_ => (200, answer));
        await using var server = await EmulatorServer.StartAsync(new());
        server.World.SetCallbacks(new HttpCallbacks { Events = app.Address, Token = Token, AesKey = Key });
        var client = Calls.Key;
        (await server.World.CheckCallbackAsync()).ShouldNotBeNull().ShouldStartWith("71009");

        answer = Answer("fail", client);
        (await server.World.CheckCallbackAsync()).ShouldNotBeNull();
        answer = Answer("success", "another");
        (await server.World.CheckCallbackAsync()).ShouldNotBeNull();
        answer = Answer("success", client).Replace("msg_signature", "signature");
        (await server.World.CheckCallbackAsync()).ShouldNotBeNull();
        answer = Answer("success", client);
        (await server.World.CheckCallbackAsync()).ShouldBeNull();

        var (_, _, body) = app.Calls[^1];
        using var sent = JsonDocument.Parse(body);
        EventCrypto.Decrypt(Key, sent.RootElement.GetProperty("encrypt").GetString()!).ShouldBe(("""{"EventType":"check_url"}""", client));
    }

    [Fact]
    public void The_wire_references_vectors_hold()
    {
        const string Encrypt = "FdOCtUK8OLMiDlWXirRua+m+xTq1cPBfpCy86ft9j7pYR2wneT3Fv7aO7ix1OxbOJUuUiHJlB2XCqEgTQ3cljw==";
        EventCrypto.Decrypt(Key, Encrypt).ShouldBe(("success", "dingtestappkey0001"));
        EventCrypto.Sign(Token, "1760000000123", "n0nceBBBB2", Encrypt).ShouldBe("911cf3a255626fe5f13545c25d82ff4f9cf5b007");
        EventCrypto.Decrypt(Key, EventCrypto.Encrypt(Key, "x", "o", badPadding: true)).ShouldBeNull();
        EventCrypto.Hmac("card-api-secret-0001", "1760000000000").ShouldBe("vXW5uWdstgo2dgSm9wXr7XHAaZ/mRPVxucX2rlGfQmU=");
    }

    [Fact]
    public async Task An_event_has_the_names_of_HTTP_and_its_envelope_beside_them()
    {
        await using var app = await Application.StartAsync(_ => (200, ""));
        await using var server = await EmulatorServer.StartAsync(new());
        server.World.SetCallbacks(new HttpCallbacks { Events = app.Address });
        foreach (var (type, data) in new[] { ("bpms_instance_change", """{"processInstanceId":"p"}"""), ("chat_disband", """{"chatId":"c"}""") })
        {
            var push = server.World.Push(new RawPush { Type = "EVENT", Topic = "*", Data = data, Headers = new Dictionary<string, string> { ["eventType"] = type } });
            (await server.World.WaitForPushAsync(push.Seq, seen => seen.State != PushState.Pending, Guard.Token)).State.ShouldBe(PushState.Acked);
        }

        JsonElement Body(int index) => JsonDocument.Parse(app.Calls[index].Body).RootElement;
        Body(0).GetProperty("processInstanceId").GetString().ShouldBe("p");
        Body(0).GetProperty("EventType").GetString().ShouldBe("bpms_instance_change");
        Body(0).GetProperty("eventId").GetString().ShouldNotBeNullOrEmpty();
        Body(0).GetProperty("EventTime").ValueKind.ShouldBe(JsonValueKind.Number);
        Body(1).GetProperty("ChatId").GetString().ShouldBe("c");
        app.Calls.ShouldAllBe(call => call.Headers.ContainsKey("sign"));
    }

    [Fact]
    public async Task The_control_API_saves_checks_and_lists()
    {
        await using var app = await Application.StartAsync(_ => (200, "{}"));
        await using var server = await EmulatorServer.StartAsync(new());
        var reply = await PutAsync(server, $$"""{"robot":"{{app.Address}}","events":"{{app.Address}}","token":"{{Token}}","aesKey":"{{Key}}"}""");
        (reply.Status, reply["answered"]).ShouldBe((200, "False"));
        reply["problem"].ShouldNotBeNull().ShouldStartWith("71009");
        server.World.CallbacksOf().Token.ShouldBe(Token);
        server.World.Callbacks().ShouldHaveSingleItem().Kind.ShouldBe("event");
        (await PutAsync(server, """{"robot":"ftp://x"}""")).Status.ShouldBe(400);
        foreach (var key in (string[])["", "short", new string('!', 43)])
        {
            var refused = await PutAsync(server, $$"""{"aesKey":"{{key}}"}""");
            refused.Status.ShouldBe(400);
            refused.Body.ShouldContain($"aesKey has {key.Length} characters; an AES key has 43 of base64. Leave it out");
        }
    }

    private static Task<Reply> PutAsync(EmulatorServer server, string body) => Emulator.Tests.Calls.SendAsync(
        new HttpRequestMessage(HttpMethod.Put, new Uri(server.Address, "/_emulator/callbacks")) { Content = new StringContent(body, Encoding.UTF8, "application/json") });

    private static string Answer(string message, string owner)
    {
        var encrypt = EventCrypto.Encrypt(Key, message, owner);
        return $$"""{"msg_signature":"{{EventCrypto.Sign(Token, "1", "n", encrypt)}}","timeStamp":"1","nonce":"n","encrypt":"{{encrypt}}"}""";
    }

    /// <summary>What DingTalk posts to.</summary>
    private sealed class Application : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private Application(WebApplication app) => _app = app;

        public List<(string Path, Dictionary<string, string> Headers, string Body)> Calls { get; } = [];

        public Uri Address => new(new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), "/hook");

        public static async Task<Application> StartAsync(Func<string, (int Status, string Body)> answer)
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            var started = new Application(builder.Build());
            started._app.Run(async http =>
            {
                using var reader = new StreamReader(http.Request.Body);
                var body = await reader.ReadToEndAsync();
                started.Calls.Add((http.Request.Path, http.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase), body));
                var (status, said) = answer(body);
                http.Response.StatusCode = status;
                await http.Response.WriteAsync(said);
            });
            await started._app.StartAsync();
            return started;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}
