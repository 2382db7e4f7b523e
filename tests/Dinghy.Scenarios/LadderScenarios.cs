namespace Dinghy.Scenarios;

/// <summary>Every API is failed in turn with every kind of fault, and every answer, file and long text still arrives exactly once, by the next rung.</summary>
public sealed class LadderScenarios(SharedLab shared) : IClassFixture<SharedLab>, IAsyncLifetime
{
    private static int s_turns;

    private TestLab Lab => shared.Lab;

    public ValueTask InitializeAsync()
    {
        Lab.Faults.Clear();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Lab.Faults.Clear();
        return ValueTask.CompletedTask;
    }

    public static TheoryData<string, FaultKind, int?> Faults()
    {
        var faults = new TheoryData<string, FaultKind, int?>();
        foreach (var api in new[] { "webhook", "oto", "media" })
        {
            foreach (var code in new[] { 400, 403, 404, 429, 500, 502, 503 }) faults.Add(api, FaultKind.HttpStatus, code);
            faults.Add(api, FaultKind.ResetBefore, null);
            faults.Add(api, FaultKind.Slow, null);
            if (api != "webhook") faults.Add(api, FaultKind.Throttle, null);
            if (api != "webhook") faults.Add(api, FaultKind.ScopeMissing, null);
            if (api != "webhook") faults.Add(api, FaultKind.ApiQuota, null);
            if (api != "oto") faults.Add(api, FaultKind.Errcode, -1);
        }

        faults.Add("webhook", FaultKind.Errcode, 300001);
        faults.Add("media", FaultKind.Errcode, 40006);
        return faults;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task With_one_fault_of_one_API_the_answer_its_file_and_its_picture_arrive_exactly_once(string api, FaultKind kind, int? code)
    {
        var number = Interlocked.Increment(ref s_turns);
        var (text, name) = ($"answer {number}", $"report-{number}.pdf");
        Lab.Workspace(name, [.. "%PDF-1.4 "u8, (byte)number, (byte)(number >> 8)]);
        Lab.Model.Enqueue(ModelBehaviour.CallTool("send_file", $$"""{"path":"{{name}}"}"""), ModelBehaviour.Answer(text));
        var after = Lab.World.BotMessages() is [.., { Seq: var last }] ? last : 0;
        Lab.Faults.Set(new Fault(kind) { Api = api, Times = 1, Code = code, Delay = TimeSpan.FromMilliseconds(200) });
        var said = await Lab.SayAsync("user002", $"question {number}");
        // The words first, then the file or the sentence in its place; both may have taken another road or another try.
        await Lab.BotMessagesAsync(2, message => message.Seq > after, $"the answer and the file under {api} {kind} {code}");
        (await Lab.OutcomeAsync(said)).ShouldStartWith("answered");

        // A second turn behind it: whatever could still double has come by then.
        Lab.Faults.Clear();
        await Lab.AskAsync("user002", $"next {number}");
        var sent = Lab.World.BotMessages(after);
        sent.Count(message => message.Text == text).ShouldBe(1);
        sent.Count(message => message.Extras?.FileName == name || message.Text.Contains(name, StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task With_files_refused_for_good_the_person_hears_which_and_why()
    {
        Lab.Workspace("refused.pdf", "%PDF-1.4 refused"u8.ToArray());
        Lab.Faults.Set(new Fault(FaultKind.Errcode) { Api = "media", Code = 40004 });
        Lab.Model.Enqueue(ModelBehaviour.CallTool("send_file", """{"path":"refused.pdf"}"""), ModelBehaviour.Answer("好的"));
        var answers = await Lab.AnswersAsync(await Lab.SayAsync("user002", "发"), 2);
        answers[1].Text.ShouldBe("文件「refused.pdf」没能发给您。\n\n原因：钉钉不接收这种文件。");
    }
}
