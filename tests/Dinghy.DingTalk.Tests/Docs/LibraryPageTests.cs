using System.Text;
using System.Text.RegularExpressions;
using Dinghy.DingTalk.Events;
using Dinghy.DingTalk.Media;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Stream;
using Dinghy.DingTalk.Tests.Support;

namespace Dinghy.DingTalk.Tests.Docs;

public sealed partial class LibraryPageTests
{
    private static readonly DingTalkEndpoints _endpoints = DingTalkEndpoints.Default;

    [Theory]
    [InlineData("library.md")]
    [InlineData("library.zh-CN.md")]
    public void Every_sample_on_the_page_is_one_that_compiles(string page)
    {
        var printed = Printed().Matches(Resource(page)).Select(match => match.Groups["code"].Value.TrimEnd());
        var compiled = Compiled().Matches(Resource("LibrarySamples.cs")).Select(match => Unindented(match.Groups["code"].Value));
        printed.ShouldBe(compiled);
    }

    [Fact]
    public async Task Listening_connects_and_ends_with_its_token()
    {
        await using var dingTalk = await FakeDingTalk.StartAsync();
        using var stop = new CancellationTokenSource();
        StreamHandler ok = (_, _) => new(StreamReply.Ok);
        var listening = LibrarySamples.ListenAsync(dingTalk.Endpoints, "s", ok, ok, new Random(1), TimeProvider.System, stop.Token);
        await dingTalk.NextSocketAsync();
        await stop.CancelAsync();
        await listening.Within();
    }

    [Fact]
    public async Task A_message_is_kept_described_and_answered_by_the_other_road_when_the_webhook_expired()
    {
        var kept = new List<RobotMessage>();
        (await LibrarySamples.Take(Frame(RobotBodies.GroupText), kept.Add)).ShouldBe(StreamReply.Ok);
        (await LibrarySamples.Take(Frame("{"), kept.Add)).ShouldBe(StreamReply.Malformed);
        var message = kept.Single();
        LibrarySamples.Describe(message with { Quote = new() { Content = new TextContent("旧") } }).ShouldBe(" 你好 (about \"旧\")");
        LibrarySamples.Describe(message with { Quote = new() { FromRobot = true, ProcessQueryKey = "k" } }).ShouldEndWith("(about our own message k)");

        using var world = ApiWorld.Answering("""{"errcode":300001,"errmsg":"session 不存在"}""", """{"processQueryKey":"k"}""");
        await LibrarySamples.AnswerAsync(world.App, _endpoints, world.Tokens, world.Http, world.Time, message with { Webhook = message.Webhook! with { ExpiresAt = DateTimeOffset.MaxValue } }, CancellationToken.None);
        world.Calls.Select(call => call.Url.AbsolutePath).ShouldBe(["/robot/sendBySession", "/v1.0/robot/groupMessages/send"]);
    }

    [Fact]
    public async Task Buttons_media_and_cards_make_the_calls_they_show()
    {
        using var buttons = ApiWorld.Answering("""{"processQueryKey":"k"}""", """{"sendStatus":"SUCCESS"}""", """{"successResult":["k"]}""");
        (await LibrarySamples.ChooseAsync(buttons.App, _endpoints, buttons.Tokens, buttons.Http, buttons.Time, new("cid"), CancellationToken.None)).Recalled.ShouldBe(["k"]);

        using var media = ApiWorld.Answering("""{"downloadUrl":"http://files.example/a"}""", "bytes", """{"errcode":0,"media_id":"@m"}""", """{"processQueryKey":"k"}""");
        using var target = new MemoryStream();
        await LibrarySamples.CopyAsync(media.App, _endpoints, media.Tokens, media.Http, media.Time, new("d", "a.docx", null, null), new("u"), target, CancellationToken.None);
        Encoding.UTF8.GetString(target.ToArray()).ShouldBe("bytes");
        media.Calls[^1].Body.ShouldContain("sampleFile");

        using var cards = ApiWorld.Answering("""{"success":true,"result":{"deliverResults":[{"success":true,"carrierId":"c"}]}}""", """{"success":true,"result":true}""");
        (await LibrarySamples.GrowAsync(cards.App, _endpoints, cards.Tokens, cards.Http, cards.Time, new("cid"), CancellationToken.None)).CarrierId.ShouldBe("c");
        cards.Calls.Count.ShouldBe(4);
        cards.Calls[1].Body.ShouldContain("""{"flowStatus":"2"}""");
    }

    [Fact]
    public async Task The_directory_is_read_page_by_page()
    {
        using var world = ApiWorld.Answering(
            """{"errcode":0,"result":{"userid":"u","name":"U","role_list":[{"id":1,"name":"总监"}]}}""",
            """{"errcode":0,"result":{"parent_list":[{"parent_dept_id_list":[1021,102,1]}]}}""",
            """{"errcode":0,"result":{"has_more":true,"next_cursor":100,"list":[{"userid":"a"}]}}""",
            """{"errcode":0,"result":{"has_more":false,"list":[{"userid":"b"}]}}""");
        var known = await LibrarySamples.KnowAsync(_endpoints, world.Tokens, world.Http, world.Time, new("u"), CancellationToken.None);
        (known.InFinance, known.Titles).ShouldBe((true, "总监"));
        known.People.Select(person => person.Id.Value).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_press_acts_only_for_those_who_may()
    {
        var acted = 0;
        var press = Frame("""{"outTrackId":"t","userId":"u","content":"{}"}""");
        (await LibrarySamples.Press(press, _ => true, _ => acted++)).Data.ShouldContain("已处理");
        (await LibrarySamples.Press(press, _ => false, _ => acted++)).Data.ShouldBe("""{"response":{}}""");
        (await LibrarySamples.Press(Frame("x"), _ => true, _ => acted++)).ShouldBe(StreamReply.Malformed);
        acted.ShouldBe(1);
    }

    [Fact]
    public async Task A_task_is_decided_once_and_only_while_it_is_open()
    {
        const string Open = """{"result":{"tasks":[{"taskId":7,"userId":"m","status":"RUNNING"}]}}""";
        const string Over = """{"result":{"tasks":[{"taskId":7,"userId":"m","status":"COMPLETED"}]}}""";
        var pushed = new DingTalkEvent("e", "bpms_task_change", """{"processInstanceId":"p","taskId":7,"type":"start"}""");
        foreach (var (answers, wanted, said) in new[]
        {
            (new[] { Open, """{"result":true,"success":true}""" }, true, "agreed"), ([Open, """{"code":"aflowProcessInstCanNotBeExecuted"}"""], true, "decided meanwhile"),
            ([Open], false, "left to the approver"), ([Over], true, "decided already"),
        })
        {
            using var world = ApiWorld.Answering(answers);
            (await LibrarySamples.ApproveAsync(_endpoints, world.Tokens, world.Http, world.Time, pushed, _ => wanted, CancellationToken.None)).ShouldBe(said);
        }
    }

    [Fact]
    public void The_pages_table_of_uploads_is_the_librarys()
    {
        foreach (var kind in Enum.GetValues<MediaKind>())
            foreach (var page in new[] { "library.md", "library.zh-CN.md" })
                Resource(page).ShouldContain($"| `{kind}` | {MediaLimits.MaxBytes(kind) / 1024 / 1024} MB | {string.Join(' ', MediaLimits.Formats(kind).Order(StringComparer.Ordinal))} |");
    }

    private static StreamFrame Frame(string data) => new("CALLBACK", "t", "m", new Dictionary<string, string>(), data);

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(LibraryPageTests).Assembly.GetManifestResourceStream(name).ShouldNotBeNull());
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Unindented(string code) => string.Join('\n', code.TrimEnd().Split('\n').Select(line => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line));

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Printed();

    [GeneratedRegex(" +// sample: [a-z]+\n(?<code>.*?) +// end\n", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Compiled();
}
