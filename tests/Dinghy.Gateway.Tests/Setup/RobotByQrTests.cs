using System.Net;
using Dinghy.DingTalk;
using Dinghy.DingTalk.Registration;
using Dinghy.Gateway.Setup;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Setup;

public sealed class RobotByQrTests : IDisposable
{
    private const string Waiting = """{"errcode":0,"status":"WAITING"}""";
    private const string Fail = """{"errcode":0,"status":"FAIL","fail_reason":"user rejected"}""";
    private const string Expired = """{"errcode":0,"status":"EXPIRED"}""";
    private const string Success = """{"errcode":0,"status":"SUCCESS","client_id":"ding9","client_secret":"HUSH"}""";

    private readonly ManualTimeProvider _time = new(Said.At);
    private readonly Script _script = new();
    private readonly HttpClient _http;

    public RobotByQrTests() => _http = new(_script);

    public void Dispose()
    {
        _http.Dispose();
        _script.Dispose();
    }

    private async Task<RobotByQr> BeginAsync(int life = 600)
    {
        _script.Answers.Enqueue("""{"errcode":0,"nonce":"n"}""");
        _script.Answers.Enqueue($$"""{"errcode":0,"device_code":"d","verification_uri_complete":"https://x.test/v","expires_in":{{life}},"interval":5}""");
        return await RobotByQr.BeginAsync(new AppRegistration(DingTalkEndpoints.Default, _http, _time), "dinghy", _time, CancellationToken.None);
    }

    private async Task<QrState> StepAsync(RobotByQr code, string answer)
    {
        _script.Answers.Enqueue(answer);
        _time.Advance(TimeSpan.FromSeconds(5));
        return await code.StepAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_scan_brings_the_keys_and_DingTalk_is_asked_at_its_own_pace()
    {
        using var code = await BeginAsync();
        for (var i = 0; i < 5; i++) (await code.StepAsync(CancellationToken.None)).ShouldBe(QrState.Waiting);
        _script.Asked.ShouldBe(2, "init and begin: it is not time for a poll yet");
        (await StepAsync(code, Waiting)).ShouldBe(QrState.Waiting);
        (await code.StepAsync(CancellationToken.None)).ShouldBe(QrState.Waiting);
        _script.Asked.ShouldBe(3);
        (await StepAsync(code, Success)).ShouldBe(QrState.Done);
        code.App.ShouldBe(new DingTalkApp("ding9", "HUSH"));
        _time.Advance(TimeSpan.FromHours(1));
        (await code.StepAsync(CancellationToken.None)).ShouldBe(QrState.Done);
        _script.Asked.ShouldBe(4, "what is done is not asked again");
    }

    [Theory]
    [InlineData(Fail, "Refused", "user rejected")]
    [InlineData(Expired, "Expired", "EXPIRED")]
    [InlineData("!", "Lost", null)]
    public async Task Trouble_ends_it_after_two_minutes_and_not_before(string answer, string ending, string? trouble)
    {
        using var code = await BeginAsync();
        for (var second = 5; second <= 120; second += 5) (await StepAsync(code, answer)).ShouldBe(QrState.Waiting, $"after {second} s");
        if (trouble is not null) code.Trouble.ShouldBe(trouble);
        code.Trouble.ShouldNotBeNull();
        (await StepAsync(code, answer)).ToString().ShouldBe(ending);
        code.App.ShouldBeNull();
    }

    [Fact]
    public async Task Trouble_that_passes_is_forgotten()
    {
        using var code = await BeginAsync();
        for (var i = 0; i < 20; i++) await StepAsync(code, "!");
        (await StepAsync(code, Waiting)).ShouldBe(QrState.Waiting);
        code.Trouble.ShouldBeNull();
        for (var i = 0; i < 20; i++) (await StepAsync(code, Fail)).ShouldBe(QrState.Waiting, "two minutes are counted anew");
        (await StepAsync(code, Success)).ShouldBe(QrState.Done, "a success may come late");
    }

    [Fact]
    public async Task A_code_whose_time_is_over_expires_though_DingTalk_still_waits()
    {
        using var code = await BeginAsync(life: 60);
        _time.Advance(TimeSpan.FromSeconds(60));
        (await StepAsync(code, Waiting)).ShouldBe(QrState.Waiting, "it may come late");
        _time.Advance(RobotByQr.Grace);
        (await StepAsync(code, Waiting)).ShouldBe(QrState.Expired);
    }

    [Fact]
    public async Task Where_DingTalk_gives_no_code_there_is_none()
    {
        _script.Answers.Enqueue("""{"errcode":40035,"errmsg":"no such source"}""");
        (await Should.ThrowAsync<DingTalkApiException>(() => RobotByQr.BeginAsync(new AppRegistration(DingTalkEndpoints.Default, _http, _time), "dinghy", _time, CancellationToken.None))).Code.ShouldBe("40035");
    }

    /// <summary>Answers from a queue; an exclamation mark breaks the connection.</summary>
    private sealed class Script : HttpMessageHandler
    {
        public Queue<string> Answers { get; } = [];

        public int Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            return Answers.Dequeue() is var answer && answer == "!"
                ? Task.FromException<HttpResponseMessage>(new HttpRequestException(HttpRequestError.ConnectionError))
                : Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer) });
        }
    }
}
