using System.Net;
using System.Text;
using Dinghy.DingTalk;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Workflow;
using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Workflow;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Workflow;

/// <summary>A decision is carried to DingTalk once, whatever becomes of the calls.</summary>
public sealed class WorkflowDeskTests
{
    private const string Open = """{"result":{"status":"RUNNING","tasks":[{"taskId":7,"userId":"boss","status":"RUNNING"}]}}""";
    private const string Agreed = """{"result":{"status":"COMPLETED","result":"agree","tasks":[{"taskId":7,"userId":"boss","status":"COMPLETED","result":"AGREE"}]}}""";
    private const string Refused = """{"result":{"status":"COMPLETED","result":"refuse","tasks":[{"taskId":7,"userId":"boss","status":"COMPLETED","result":"REFUSE"}]}}""";
    private const string Redirected = """{"result":{"status":"RUNNING","tasks":[{"taskId":7,"userId":"other","status":"RUNNING"}]}}""";
    private const string Done = """{"result":true,"success":true}""";
    private const string Over = """{"code":"aflowProcessInstCanNotBeExecuted","message":"x","requestid":"r"}""";
    private const string Gone = """{"code":"processInstNotExist","message":"x","requestid":"r"}""";
    private const string NoScope = """{"code":"Forbidden.AccessDenied.AccessTokenPermissionDenied","requestid":"r","message":"x","accessdenieddetail":{"requiredScopes":["Workflow.Instance.Write"]}}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Done", "Agreed", Open, Done)]
    [InlineData("Done", "Agreed", Open, "lost", Agreed)]
    [InlineData("Done", "Agreed", Open, "lost", Open, Done)]
    [InlineData("Elsewhere", "Elsewhere", Open, "lost", Refused)]
    [InlineData("Elsewhere", "Elsewhere", Agreed)]
    [InlineData("Elsewhere", "Elsewhere", Refused)]
    [InlineData("Elsewhere", "Elsewhere", Redirected)]
    [InlineData("Elsewhere", "Elsewhere", Open, Over, Refused)]
    [InlineData("Elsewhere", "Elsewhere", Open, Over, Agreed)]
    [InlineData("NotTaken", "Asked", Open, NoScope)]
    [InlineData("NotTaken", "Asked", NoScope)]
    public async Task Each_way_it_can_go_has_one_end(string end, string state, params string[] answers)
    {
        await using var world = await World.OpenAsync(answers);
        var ended = await world.Desk.DecideAsync(world.Step, agree: true, "好", "boss", 9, Ct);
        ended.GetType().Name.ShouldBe(end);
        (await world.NowAsync()).State.ToString().ShouldBe(state);
        world.Left.ShouldBe(0, "all that was expected was asked");
    }

    [Fact]
    public async Task The_same_turn_run_again_goes_on_where_it_was()
    {
        await using var world = await World.OpenAsync(Agreed);
        (await world.Store.DecideStepAsync(world.Step.Id, agree: true, "好", "boss", 9, world.Time.GetUtcNow(), Ct)).ShouldBeTrue();
        (await world.Desk.DecideAsync(await world.NowAsync(), agree: true, "好", "boss", 9, Ct)).ShouldBe(new DecisionEnd.Done(Agreed: true));
        (await world.Desk.DecideAsync(await world.NowAsync(), agree: true, "好", "boss", 9, Ct)).ShouldBe(new DecisionEnd.Done(Agreed: true));
        (await world.Desk.DecideAsync(await world.NowAsync(), agree: false, null, "boss", 10, Ct)).ShouldBeOfType<DecisionEnd.Before>().Step.State.ShouldBe(WorkflowState.Agreed);
        world.Told.ShouldBe(1);
    }

    [Fact]
    public async Task While_one_decision_is_on_its_way_another_is_too_late()
    {
        await using var world = await World.OpenAsync();
        await world.Store.DecideStepAsync(world.Step.Id, agree: true, null, "boss", 9, world.Time.GetUtcNow(), Ct);
        (await world.Desk.DecideAsync(world.Step, agree: false, null, "boss", 10, Ct)).ShouldBeOfType<DecisionEnd.Before>().Step.State.ShouldBe(WorkflowState.Deciding);
    }

    [Theory]
    [InlineData("Agreed", 1, Agreed)]
    [InlineData("Asked", 0, Open)]
    [InlineData("Elsewhere", 0, Refused)]
    [InlineData("Elsewhere", 0, Redirected)]
    [InlineData("Failed", 0, Gone)]
    [InlineData("Deciding", 0, NoScope)]
    public async Task What_a_turn_that_is_over_left_behind_has_an_end_and_is_not_carried_out(string state, int told, string answer)
    {
        await using var world = await World.OpenAsync(answer);
        await world.Store.DecideStepAsync(world.Step.Id, agree: true, "好", "boss", 9, world.Time.GetUtcNow(), Ct);
        await world.Desk.SettleAsync(await world.NowAsync(), Ct);
        var now = await world.NowAsync();
        (now.State.ToString(), world.Told, world.Left).ShouldBe((state, told, 0));
        if (state == "Asked") (await world.Store.DecideStepAsync(now.Id, agree: false, null, "boss", 12, world.Time.GetUtcNow(), Ct)).ShouldBeTrue("it can be decided anew");
        world.NotCarried.ShouldBe(state == "Asked" ? 1 : 0, "the approver may think that it was");
    }

    [Fact]
    public async Task Of_what_DingTalk_tells_nothing_for_a_week_it_is_known_that_it_is_not_known()
    {
        await using var world = await World.OpenAsync(NoScope);
        await world.Store.DecideStepAsync(world.Step.Id, agree: true, "好", "boss", 9, world.Time.GetUtcNow(), Ct);
        world.Time.Advance(TimeSpan.FromDays(7));
        await world.Desk.SettleAsync(await world.NowAsync(), Ct);
        (await world.NowAsync()).State.ShouldBe(WorkflowState.Failed);
        (await world.Store.ReadAuditAsync(0, 10, Ct))[^1].Kind.ShouldBe(AuditKinds.WorkflowEnded);
    }

    private sealed class World : HttpMessageHandler, IAsyncDisposable
    {
        private readonly Queue<string> _answers;
        private readonly HttpClient _http;
        private readonly string _folder = Directory.CreateTempSubdirectory("dinghy-desk-").FullName;

        private World(string[] answers)
        {
            (_answers, _http) = (new(answers), new HttpClient(this, disposeHandler: false));
            var api = new WorkflowApi(DingTalkEndpoints.Default, new AccessTokenProvider(new DingTalkApp("a", "s"), DingTalkEndpoints.Default, _http, Time), _http, Time);
            var log = new WorkflowLog(NullLogger<WorkflowLog>.Instance);
            Store = SqliteStore.Open(_folder);
            Desk = new WorkflowDesk(Store, new WorkflowCalls(_ => api, CallGate.Open, log, Time), log, Time) { Decided = _ => { Told++; return Task.CompletedTask; }, NotCarried = _ => { NotCarried++; return Task.CompletedTask; } };
        }

        public ManualTimeProvider Time { get; } = new();

        public SqliteStore Store { get; }

        public WorkflowDesk Desk { get; }

        public WorkflowStep Step { get; private set; } = null!;

        public int Told { get; private set; }

        public int NotCarried { get; private set; }

        public int Left => _answers.Count;

        public static async Task<World> OpenAsync(params string[] answers)
        {
            var world = new World(answers);
            world.Step = await world.Store.OpenStepAsync(
                new WorkflowStep { Account = "main", Instance = "i", Task = 7, Approver = "boss", Code = "123456", Title = "请假", TurnId = 1, CreatedAt = world.Time.GetUtcNow() }, Ct);
            return world;
        }

        public async Task<WorkflowStep> NowAsync() => (await Store.FindStepAsync("main", "i", 7, Ct))!;

        public async ValueTask DisposeAsync()
        {
            await Store.DisposeAsync();
            _http.Dispose();
            Directory.Delete(_folder, recursive: true);
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath.EndsWith("accessToken", StringComparison.Ordinal)) return Answer("""{"accessToken":"t","expireIn":7200}""");
            var answer = _answers.Dequeue();
            if (answer != "lost") return Answer(answer);
            // As when the connection breaks after the request was written.
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent("<html>") });
        }

        private static Task<HttpResponseMessage> Answer(string body) => Task.FromResult(new HttpResponseMessage(body.Contains("\"code\"", StringComparison.Ordinal) ? HttpStatusCode.BadRequest : HttpStatusCode.OK)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        });
    }
}
