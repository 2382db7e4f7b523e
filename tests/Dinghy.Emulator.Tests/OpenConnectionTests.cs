using System.Net.WebSockets;

namespace Dinghy.Emulator.Tests;

public sealed class OpenConnectionTests
{
    private const string Path = "/v1.0/gateway/connections/open";

    [Fact]
    public async Task A_right_call_gets_an_endpoint_with_port_and_path_and_a_ticket()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var reply = await server.PostAsync(Path, Calls.OpenBody());
        reply.Status.ShouldBe(200);
        reply["endpoint"].ShouldBe($"ws://127.0.0.1:{server.Address.Port}/connect");
        Guid.TryParse(reply["ticket"], out _).ShouldBeTrue();
    }

    [Fact]
    public async Task The_endpoint_can_be_overridden_and_keeps_its_port()
    {
        await using var server = await EmulatorServer.StartAsync(new() { AdvertisedEndpoint = new Uri("wss://front.example/connect") });
        (await server.PostAsync(Path, Calls.OpenBody()))["endpoint"].ShouldBe("wss://front.example:443/connect");
    }

    [Theory]
    [InlineData("nobody", Calls.Secret)]
    [InlineData(Calls.Key, "wrong")]
    [InlineData(Calls.Key + " ", Calls.Secret)]
    [InlineData(Calls.Key, Calls.Secret + " ")]
    public async Task Wrong_credentials_are_401_authFailed(string key, string secret)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var reply = await server.PostAsync(Path, Calls.OpenBody(key, secret));
        reply.Status.ShouldBe(401);
        reply["code"].ShouldBe("authFailed");
        reply["message"].ShouldBe("鉴权失败");
        reply["requestid"]!.ShouldMatch("^[0-9A-F]{8}-[0-9A-F-]{27}$");
    }

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("clientId=x&clientSecret=y", "application/x-www-form-urlencoded")]
    public async Task No_json_body_is_400_Missingbody(string body, string type)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var reply = await server.PostAsync(Path, body, type: type);
        reply.Status.ShouldBe(400);
        reply["code"].ShouldBe("Missingbody");
        reply["message"].ShouldBe("body is mandatory for this action.");
    }

    [Fact]
    public async Task An_app_in_http_mode_is_400_systemError()
    {
        await using var server = await EmulatorServer.StartAsync(new() { Apps = [new() { StreamMode = false }] });
        var reply = await server.PostAsync(Path, Calls.OpenBody());
        reply.Status.ShouldBe(400);
        reply["code"].ShouldBe("systemError");
        reply["message"].ShouldBe("系统错误");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""[{"type":"TOPIC","topic":"*"}]""")]
    [InlineData("""[{"type":"EVENT","topic":"bpms"}]""")]
    [InlineData("""[{"type":"CALLBACK","topic":""}]""")]
    [InlineData("""[7]""")]
    public async Task Empty_or_wrong_subscriptions_are_400_invalidParameter(string subscriptions)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var reply = await server.PostAsync(Path, Calls.OpenBody(subscriptions: subscriptions));
        reply.Status.ShouldBe(400);
        reply["code"].ShouldBe("invalidParameter");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("""{"clientId":"\ud800"}""")]
    public async Task Hostile_json_is_refused_and_not_fatal(string body)
    {
        await using var server = await EmulatorServer.StartAsync(new());
        (await server.PostAsync(Path, body)).Status.ShouldBeOneOf(400, 401);
        (await server.PostAsync(Path, Calls.OpenBody())).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Without_accept_json_the_answer_is_xml()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var reply = await server.PostAsync(Path, Calls.OpenBody(), accept: "");
        reply.ContentType.ShouldBe("application/xml");
        reply.Body.ShouldContain("<ticket>");
        (await server.PostAsync(Path, Calls.OpenBody(secret: "no"), accept: "")).Body.ShouldContain("<code>authFailed</code>");
    }

    [Fact]
    public async Task A_ticket_works_once_and_only_for_90_seconds()
    {
        var clock = new ManualTimeProvider();
        await using var server = await EmulatorServer.StartAsync(new() { Time = clock });
        var used = (await server.PostAsync(Path, Calls.OpenBody()))["ticket"]!;
        (await HandshakeAsync(server, used)).ShouldBe(101);
        (await HandshakeAsync(server, used)).ShouldBe(401);
        var stale = (await server.PostAsync(Path, Calls.OpenBody()))["ticket"]!;
        clock.Advance(TimeSpan.FromSeconds(90));
        (await HandshakeAsync(server, stale)).ShouldBe(401);
        (await HandshakeAsync(server, "made-up")).ShouldBe(401);
        var fresh = (await server.PostAsync(Path, Calls.OpenBody()))["ticket"]!;
        clock.Advance(TimeSpan.FromSeconds(89));
        (await HandshakeAsync(server, fresh)).ShouldBe(101);
    }

    [Fact]
    public async Task An_ordinary_get_of_the_socket_is_refused_without_using_the_ticket_up()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var ticket = (await server.PostAsync(Path, Calls.OpenBody()))["ticket"]!;
        (await server.GetAsync("/connect?ticket=" + ticket)).Status.ShouldBe(400);
        (await HandshakeAsync(server, ticket)).ShouldBe(101);
    }

    private static async Task<int> HandshakeAsync(EmulatorServer server, string ticket)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        try { await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Address.Port}/connect?ticket={ticket}"), Guard.Token); }
        catch (WebSocketException) { }

        return (int)socket.HttpStatusCode;
    }
}
