namespace Dinghy.Emulator.Tests;

public sealed class RegistrationTests
{
    private readonly ManualTimeProvider _clock = new();

    private Task<EmulatorServer> StartAsync() => EmulatorServer.StartAsync(new() { Time = _clock });

    private static async Task<Reply> BeginAsync(EmulatorServer server)
    {
        var nonce = (await server.PostAsync("/app/registration/init", """{"source":"dinghy"}"""))["nonce"];
        return await server.PostAsync("/app/registration/begin", $$"""{"nonce":"{{nonce}}"}""");
    }

    private static Task<Reply> PollAsync(EmulatorServer server, Reply begun) => server.PostAsync("/app/registration/poll", $$"""{"device_code":"{{begun["device_code"]}}"}""");

    [Fact]
    public async Task A_person_scans_and_the_new_application_works_at_once()
    {
        await using var server = await StartAsync();
        var begun = await BeginAsync(server);
        (begun["errcode"], begun["expires_in"], begun["interval"]).ShouldBe(("0", "7200", "3"));
        begun["verification_uri_complete"].ShouldBe($"{begun["verification_uri"]}?user_code={begun["user_code"]}");
        (await server.GetAsync(new Uri(begun["verification_uri_complete"]!).PathAndQuery)).Body.ShouldContain("创建新机器人");
        var waiting = await PollAsync(server, begun);
        (waiting["errcode"], waiting["status"], waiting["client_id"]).ShouldBe(("0", "WAITING", null));

        (await server.PostAsync("/_emulator/registrations/confirm", $$"""{"userCode":"{{begun["user_code"]}}"}""")).Status.ShouldBe(200);
        var done = await PollAsync(server, begun);
        done["status"].ShouldBe("SUCCESS");
        server.World.Apps.Select(app => app.ClientId).ShouldBe(["dingemulator0001", done["client_id"]!]);
        (await server.TokenAsync(done["client_id"]!, done["client_secret"]!)).ShouldMatch("^[0-9a-f]{32}$");
        (await server.PostAsync("/v1.0/gateway/connections/open", Calls.OpenBody(done["client_id"]!, done["client_secret"]!))).Status.ShouldBe(200);
        server.World.AppRegistrations.ShouldHaveSingleItem().ShouldBe(new RegistrationRecord(begun["user_code"]!, "dinghy", RegistrationState.Success, done["client_id"], null, 2));
        (await server.GetAsync("/_emulator/registrations")).Body.ShouldNotContain(done["client_secret"]!);
    }

    [Fact]
    public async Task Refused_and_expired_ones_say_so_and_can_not_be_confirmed_later()
    {
        await using var server = await StartAsync();
        var refused = await BeginAsync(server);
        server.World.RefuseRegistration(refused["user_code"]!, "user rejected").ShouldBeTrue();
        var answer = await PollAsync(server, refused);
        (answer["status"], answer["fail_reason"]).ShouldBe(("FAIL", "user rejected"));

        var old = await BeginAsync(server);
        _clock.Advance(TimeSpan.FromHours(2));
        (await PollAsync(server, old))["status"].ShouldBe("EXPIRED");
        foreach (var over in new[] { refused, old }) server.World.ConfirmRegistration(over["user_code"]!).ShouldBeNull();
        server.World.Apps.Count.ShouldBe(1, "nobody made an application");
    }

    [Theory]
    [InlineData("init", "{}", "40035")]
    [InlineData("init", """{"source":""}""", "40035")]
    [InlineData("init", "[1]", "40035")]
    [InlineData("begin", """{"nonce":"nobody's"}""", "40035")]
    [InlineData("poll", """{"device_code":"nobody's"}""", "40035")]
    public async Task Wrong_calls_are_refused(string step, string body, string errcode)
    {
        await using var server = await StartAsync();
        var reply = await server.PostAsync($"/app/registration/{step}", body);
        (reply.Status, reply["errcode"]).ShouldBe((200, errcode));
        (await server.PostAsync($"/app/registration/{step}", "source=x", type: "application/x-www-form-urlencoded"))["errcode"].ShouldBe("43004");
    }

    [Fact]
    public async Task A_nonce_is_good_once_and_for_its_time()
    {
        await using var server = await StartAsync();
        var nonce = (await server.PostAsync("/app/registration/init", """{"source":"dinghy"}"""))["nonce"];
        (await server.PostAsync("/app/registration/begin", $$"""{"nonce":"{{nonce}}"}"""))["errcode"].ShouldBe("0");
        (await server.PostAsync("/app/registration/begin", $$"""{"nonce":"{{nonce}}"}"""))["errcode"].ShouldBe("40035");
        var second = (await server.PostAsync("/app/registration/init", """{"source":"dinghy"}"""))["nonce"];
        _clock.Advance(TimeSpan.FromMinutes(5));
        (await server.PostAsync("/app/registration/begin", $$"""{"nonce":"{{second}}"}"""))["errcode"].ShouldBe("40035");
    }

    [Fact]
    public async Task Only_this_machine_may_decide()
    {
        await using var server = await StartAsync();
        var begun = await BeginAsync(server);
        (await server.PostAsync("/_emulator/registrations/confirm", $$"""{"userCode":"{{begun["user_code"]}}"}""", origin: "https://evil.test")).Status.ShouldBe(403);
        (await PollAsync(server, begun))["status"].ShouldBe("WAITING");
    }
}
