using Dinghy.Gateway.Models;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Tests.Models;

public sealed class DemoModelTests
{
    [Theory]
    [InlineData("今天天气不错", "你说的是：\n\n今天天气不错\n\n我记得本会话里你之前说过 0 句。")]
    [InlineData("Nice weather", "You said:\n\nNice weather\n\nI remember 0 earlier messages of this conversation.")]
    [InlineData("看这个 table 里的数", "你说的是：\n\n看这个 table 里的数\n\n我记得本会话里你之前说过 0 句。")]
    [InlineData("  def f():\n      return 1\n", "You said:\n\n  def f():\n      return 1\n\n\nI remember 0 earlier messages of this conversation.")]
    [InlineData("🚣", "你说的是：\n\n🚣\n\n我记得本会话里你之前说过 0 句。")]
    [InlineData("what did I say first?", "This is the first thing you say in this conversation.\n\nI remember 0 earlier messages of this conversation.")]
    [InlineData("hello from the kitchen", "You said:\n\nhello from the kitchen\n\nI remember 0 earlier messages of this conversation.")]
    public async Task The_first_message_is_answered_word_for_word(string message, string expected) =>
        (await AskAsync(message)).ShouldBe(expected);

    [Fact]
    public async Task It_counts_and_recalls_only_what_this_conversation_holds()
    {
        (await AskAsync("一", "二", "三", "四")).ShouldEndWith("我记得本会话里你之前说过 3 句。");
        (await AskAsync("one", "two")).ShouldEndWith("I remember 1 earlier message of this conversation.");
        (await AskAsync("one", "two", "three", "and four")).ShouldEndWith("I remember 3 earlier messages of this conversation.");
        (await AskAsync("我叫小明", "二", "我第一句说了什么？")).ShouldBe("你在本会话里说的第一句是：\n\n我叫小明\n\n我记得本会话里你之前说过 2 句。");
        (await AskAsync("I am Ann", "two", "What did I say first?")).ShouldBe(
            "The first thing you said in this conversation was:\n\nI am Ann\n\nI remember 2 earlier messages of this conversation.");
        (await AskAsync("一", "二", "我上一句说了什么")).ShouldBe("你的上一句是：\n\n二\n\n我记得本会话里你之前说过 2 句。");
        (await AskAsync("one", "two", "what did I say last")).ShouldStartWith("The last thing you said was:\n\ntwo\n");
    }

    [Theory]
    [InlineData("help", "offline demo model", "I remember")]
    [InlineData("Hello!", "offline demo model", "I remember")]
    [InlineData("帮助", "离线演示模型", "我记得")]
    [InlineData("你好！", "离线演示模型", "我记得")]
    [InlineData("[小明] hello", "offline demo model", "I remember")]
    [InlineData("[Ann] 帮助", "离线演示模型", "我记得")]
    [InlineData("[小明] nice weather", "You said:\n\n[小明] nice weather", "I remember")]
    [InlineData("", "离线演示模型", "我记得")]
    [InlineData("markdown", "# Some formatting", "I remember")]
    [InlineData("show me markdown, 谢谢 markdown", "# 排版示例", "我记得")]
    [InlineData("show me some code", "```csharp\nforeach", "I remember")]
    [InlineData("给我一段代码", "```csharp\nforeach", "我记得")]
    [InlineData("table please", "| Boat | Length (m) | Seats |\n| --- | ---: | ---: |\n", "I remember")]
    [InlineData("来个表格。", "| 船 | 长度（米） | 能载几人 |\n| --- | ---: | ---: |\n", "我记得")]
    public async Task It_shows_what_is_asked_for_in_the_language_of_the_question(string message, string shown, string remembers)
    {
        var answer = await AskAsync(message);
        answer.ShouldContain(shown);
        answer.Split("\n\n")[^1].ShouldStartWith(remembers);
        answer.ShouldNotContain("\r");
    }

    [Theory]
    [InlineData("long 5", "Line \n\nI remember 0 earlier messages of this conversation.")]
    [InlineData("长 5", "第 000\n\n我记得本会话里你之前说过 0 句。")]
    [InlineData("长 0 字", "\n\n我记得本会话里你之前说过 0 句。")]
    public async Task A_long_text_has_exactly_the_length_asked_for(string message, string expected) =>
        (await AskAsync(message)).ShouldBe(expected);

    [Theory]
    [InlineData("长 45000", 45_000)]
    [InlineData("LONG 200000", 200_000)]
    [InlineData("long 99999999", 200_000)]
    public async Task A_long_text_counts_its_lines_and_stops_at_its_bound(string message, int length)
    {
        var answer = await AskAsync(message);
        var body = answer[..length];
        answer[length..].ShouldStartWith("\n\n");
        answer[length..].Contains("200000").ShouldBe(message.Contains("9999"));
        var lines = body.Split('\n');
        for (var i = 0; i + 1 < lines.Length; i++) lines[i].ShouldContain($"{i + 1:D5}");
    }

    [Fact]
    public async Task What_is_said_back_has_a_bound_and_says_so()
    {
        var answer = await AskAsync(new string('x', DemoModel.LongestText - 1) + "🚣" + new string('y', 1_000_000));
        answer.Length.ShouldBeInRange(DemoModel.LongestText, DemoModel.LongestText + 300);
        answer.ShouldContain("at most 200000 characters");
        answer.ShouldNotContain("\ud83d");
        answer.ShouldNotContain("y\n");
    }

    [Fact]
    public async Task The_same_history_gets_the_same_stream_without_cutting_an_emoji()
    {
        var first = await StreamAsync(string.Concat(Enumerable.Repeat("🚣a", 200)));
        var second = await StreamAsync(string.Concat(Enumerable.Repeat("🚣a", 200)));
        first.Select(u => u.Text).ShouldBe(second.Select(u => u.Text));
        first.Count.ShouldBeGreaterThan(5);
        first.SkipLast(1).ShouldAllBe(u => !char.IsHighSurrogate(u.Text.Last()) && !char.IsLowSurrogate(u.Text.First()));
        first[^1].FinishReason.ShouldBe(ChatFinishReason.Stop);
        first.SkipLast(1).ShouldAllBe(u => u.FinishReason == null);
    }

    [Fact]
    public async Task Instructions_and_its_own_answers_are_not_counted()
    {
        var response = await new DemoModel(TimeProvider.System).GetResponseAsync(
            [new(ChatRole.System, "be brief"), new(ChatRole.User, "a"), new(ChatRole.Assistant, "b"), new(ChatRole.User, "c")]);
        response.Text.ShouldContain("I remember 1 earlier message of");
        (await new DemoModel(TimeProvider.System).GetResponseAsync(new List<ChatMessage>())).Text.ShouldContain("0 句");
    }

    [Fact]
    public async Task It_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        await using var updates = new DemoModel(TimeProvider.System).Stream("long 10000", stop.Token);
        (await updates.MoveNextAsync()).ShouldBeTrue();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await updates.MoveNextAsync());
    }

    [Theory]
    [InlineData("slow", "Let me think")]
    [InlineData("请慢慢说", "想一想")]
    public async Task Spoken_slowly_it_thinks_first_and_takes_ten_seconds(string message, string thought)
    {
        var time = new ManualTimeProvider();
        await using var updates = new DemoModel(time).Stream(message);
        (await updates.MoveNextAsync()).ShouldBeTrue();
        updates.Current.Contents.ShouldHaveSingleItem().ShouldBeOfType<TextReasoningContent>().Text.ShouldStartWith(thought);
        var began = time.GetTimestamp();
        while (true)
        {
            var next = updates.MoveNextAsync().AsTask();
            await Waiting.Until(() => next.IsCompleted || time.ArmedTimers > 0);
            if (!next.IsCompleted) time.Advance(time.UntilNextTimer!.Value);
            if (!await next.Within() || updates.Current.FinishReason is not null) break;
            updates.Current.Text.Length.ShouldBeInRange(1, 5);
        }

        time.GetElapsedTime(began).TotalSeconds.ShouldBe(10, 0.1);
    }

    [Theory]
    [InlineData("show me choices", """{"question":"What would you like to see?","options":["table","code","slow"]}""", "offer_choices", "Press one.")]
    [InlineData("给我几个按钮", """{"question":"想看什么？","options":["表格","代码","慢慢说"]}""", "offer_choices", "按一个试试。")]
    [InlineData("send me a file", """{"path":"hello.pdf"}""", "send_file", "The file follows.")]
    [InlineData("发个文件", """{"path":"hello.pdf"}""", "send_file", "文件随后就到。")]
    [InlineData("Send the file!", """{"path":"hello.pdf"}""", "send_file", "The file follows.")]
    [InlineData("please send me report-3.docx", """{"path":"report-3.docx"}""", "send_file", "The file follows.")]
    [InlineData("把 周报.xlsx 发给我", """{"path":"周报.xlsx"}""", "send_file", "文件随后就到。")]
    [InlineData("发文件 a.txt", """{"path":"a.txt"}""", "send_file", "文件随后就到。")]
    public async Task It_calls_the_tools_it_was_given_and_says_what_came_of_them(string message, string arguments, string tool, string after)
    {
        var options = new ChatOptions { Tools = [new ToolDeclaration("offer_choices", "", "{}"), new ToolDeclaration("send_file", "", "{}")] };
        var model = new DemoModel(TimeProvider.System);
        List<ChatMessage> messages = [new(ChatRole.User, message)];
        var response = await model.GetResponseAsync(messages, options);
        var call = response.Calls().ShouldHaveSingleItem();
        (call.Name, ToolArguments.Write(call.Arguments), response.Text, response.FinishReason).ShouldBe((tool, arguments, "", ChatFinishReason.ToolCalls));

        messages.AddRange(response.Messages);
        messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, "done")]));
        (await model.GetResponseAsync(messages, options)).Text.ShouldStartWith(after + "\n\n");
        messages[^1] = new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, "Not sent: no such file")]);
        if (tool == "send_file") (await model.GetResponseAsync(messages, options)).Text.ShouldMatch("Nothing was sent|没有发出去");
        (await model.GetResponseAsync([new(ChatRole.User, message)])).Text.ShouldMatch("not given this tool|没有给我这个工具");
    }

    [Fact]
    public async Task Asked_to_make_a_conversation_short_it_notes_what_people_said_and_keeps_what_it_had_noted()
    {
        var model = new DemoModel(TimeProvider.System);
        var first = (await model.GetResponseAsync([new(ChatRole.System, "shorten"), new(ChatRole.User, "# Said since\nPerson: the boat leaves at nine\nAssistant: You said…\nPerson: table\n")])).Text;
        first.ShouldBe("What was said so far:\n- the boat leaves at nine\n- table");
        var second = (await model.GetResponseAsync([new(ChatRole.User, $"# Summary so far\n{first}\n\n# Said since\nPerson: 明天见\n")])).Text;
        second.ShouldBe("到目前为止说过的话：\n- the boat leaves at nine\n- table\n- 明天见");
        (await model.GetResponseAsync([new(ChatRole.User, "what is # Said since\n?")])).Text.ShouldContain("You said");
    }

    [Fact]
    public async Task It_tells_how_large_a_picture_is()
    {
        byte[] png = [0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 2, 0x80, 0, 0, 1, 0xE0, 8, 2, 0, 0, 0];
        byte[] gif = [.. "GIF89a"u8, 0x80, 2, 0xE0, 1, .. new byte[20]];
        byte[] bmp = [.. "BM"u8, .. new byte[16], 0x80, 2, 0, 0, 0x20, 0xFE, 0xFF, 0xFF, .. new byte[8]];
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC2, 0, 11, 8, 1, 0xE0, 2, 0x80, .. new byte[12]];
        foreach (var picture in new[] { png, gif, bmp, jpeg }) (await SeeAsync(picture, "what is this?")).ShouldStartWith("I see a picture of 640×480.\n\n");
        (await SeeAsync(jpeg, "")).ShouldStartWith("我看到一张 640×480 的图片。\n\n");
        foreach (var picture in new[] { [1], new byte[100], jpeg[..12] }) (await SeeAsync(picture, "table")).ShouldStartWith("I see a picture, but not");

        static async Task<string> SeeAsync(byte[] picture, string words) =>
            (await new DemoModel(TimeProvider.System).AskAsync(new ChatMessage(ChatRole.User, [new TextContent(words), new DataContent(picture, "image/png")]))).Text;
    }

    private static async Task<string> AskAsync(params string[] said) =>
        (await new DemoModel(TimeProvider.System).GetResponseAsync([.. said.Select(s => new ChatMessage(ChatRole.User, s))])).Text;

    private static async Task<List<ChatResponseUpdate>> StreamAsync(string message)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in new DemoModel(TimeProvider.System).GetStreamingResponseAsync([new ChatMessage(ChatRole.User, message)])) updates.Add(update);
        return updates;
    }
}
