using System.Net;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Stream;
using Dinghy.DingTalk.Tests.Support;

namespace Dinghy.DingTalk.Tests.Stream;

public sealed class ProbeTests
{
    private const string Ticket = """{"endpoint":"wss://socket.example:443/connect","ticket":"the-ticket"}""";

    [Fact]
    public async Task A_ticket_is_asked_for_and_neither_shown_nor_used()
    {
        using var world = ApiWorld.Answering(Ticket);
        var socket = await Probe(world).OpenAsync(CancellationToken.None);
        socket.AbsoluteUri.ShouldBe("wss://socket.example/connect");
        world.Call.Url.AbsolutePath.ShouldBe("/v1.0/gateway/connections/open");
    }

    [Fact]
    public async Task A_system_error_means_that_Stream_is_refused_and_a_wrong_pair_does_not()
    {
        using var world = new ApiWorld(
            StubHandler.Answer("""{"code":"systemError","message":"系统错误","requestid":"r"}""", HttpStatusCode.BadRequest),
            StubHandler.Answer("""{"code":"authFailed","message":"鉴权失败","requestid":"r"}""", HttpStatusCode.Unauthorized));
        StreamProbe.RefusesStream(await Should.ThrowAsync<DingTalkApiException>(() => Probe(world).OpenAsync(CancellationToken.None))).ShouldBeTrue();
        StreamProbe.RefusesStream(await Should.ThrowAsync<DingTalkApiException>(() => Probe(world).OpenAsync(CancellationToken.None))).ShouldBeFalse();
    }

    [Fact]
    public async Task Any_answer_of_the_sockets_host_proves_the_way_and_none_does_not()
    {
        using var world = new ApiWorld(StubHandler.Answer("", HttpStatusCode.BadRequest), StubHandler.Throw(new HttpRequestException(HttpRequestError.ConnectionError)));
        await Probe(world).ReachAsync(new Uri("wss://socket.example:8443/connect"), CancellationToken.None);
        world.Call.Url.AbsoluteUri.ShouldBe("https://socket.example:8443/connect");
        (await Should.ThrowAsync<DingTalkApiException>(() => Probe(world).ReachAsync(new Uri("ws://socket.example/connect"), CancellationToken.None))).Fault.ShouldBe(DingTalkFault.Network);
    }

    [Theory]
    [InlineData("""{"access_token":"t","expires_in":7200}""", HttpStatusCode.OK, CredentialVerdict.Good)]
    [InlineData("""{"code":"invalid.client","message":"m"}""", HttpStatusCode.BadRequest, CredentialVerdict.ClientId)]
    [InlineData("""{"code":"unauthorized.client","message":"m"}""", HttpStatusCode.Unauthorized, CredentialVerdict.ClientSecret)]
    [InlineData("""{"code":"unknownError","message":"m"}""", HttpStatusCode.InternalServerError, CredentialVerdict.Unknown)]
    public async Task The_organisations_token_call_tells_which_half_is_wrong(string body, HttpStatusCode status, CredentialVerdict verdict)
    {
        using var world = ApiWorld.Refusing(body, status);
        (await new CredentialProbe(world.App, DingTalkEndpoints.Default, world.Http, world.Time).TellAsync("dingcorp", CancellationToken.None)).ShouldBe(verdict);
        world.Call.Url.AbsolutePath.ShouldBe("/v1.0/oauth2/dingcorp/token");
        world.Call.Body.ShouldBe("""{"client_id":"dingid","client_secret":"s3cret","grant_type":"client_credentials"}""");
    }

    private static StreamProbe Probe(ApiWorld world) => new(new StreamClientOptions { App = world.App }, world.Http, world.Time);
}
