using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>Commands that people type; each in English, in Chinese and in the spelling of the systems people come from.</summary>
public sealed class CommandInChatScenarios(CommandInChatScenarios.CommandLab shared) : IClassFixture<CommandInChatScenarios.CommandLab>
{
    private TestLab Lab => shared.Lab;

    [Theory]
    [InlineData("/help", "/状态")]
    [InlineData("/start", "/状态")]
    [InlineData("/帮助", "/状态")]
    [InlineData("/status", "lab/scripted-1")]
    [InlineData("／状态", "lab/scripted-1")]
    [InlineData("/show channel", "已连接")]
    [InlineData("/whoami", "typist")]
    [InlineData("/我是谁", "typist")]
    [InlineData("/models", "lab/scripted-1")]
    [InlineData("/list models", "lab/scripted-1")]
    [InlineData("/模型列表", "lab/scripted-1")]
    [InlineData("/model", "lab/scripted-1")]
    [InlineData("/show model", "lab/scripted-1")]
    [InlineData("/模型", "lab/scripted-1")]
    [InlineData("/usage", "本会话今天")]
    [InlineData("/用量", "您本月")]
    [InlineData("/think", "不支持")]
    [InlineData("/思考 高", "没有改动")]
    [InlineData("/queue", "没有在处理或排队")]
    [InlineData("/队列 steer", "并入正在进行的回答")]
    [InlineData("/stop", "没有可以停止")]
    [InlineData("/停止", "没有可以停止")]
    [InlineData("/new", "新的会话")]
    [InlineData("/新会话", "新的会话")]
    [InlineData("/clear", "新的会话")]
    [InlineData("／重置", "新的会话")]
    [InlineData("/lang", "/语言")]
    [InlineData("/forget last", "没有可以忘记")]
    [InlineData("/忘记 上一条", "没有可以忘记")]
    [InlineData("/compact", "不用压缩")]
    [InlineData("/压缩", "不用压缩")]
    [InlineData("/statsu", "/status")]
    public async Task A_command_is_answered_by_the_gateway_itself(string text, string expected)
    {
        Lab.World.AddPerson("typist", "打字员");
        var requests = Lab.Model.Requests.Count(request => request.Messages[^1].Content.Contains(text, StringComparison.Ordinal));
        var said = await Lab.SayAsync("typist", text);
        (await Lab.AnswerAsync(said)).Text.ShouldContain(expected);
        (await Lab.OutcomeAsync(said)).ShouldBe("answered");
        Lab.Model.Requests.Count(request => request.Messages[^1].Content.Contains(text, StringComparison.Ordinal)).ShouldBe(requests);
    }

    [Theory]
    [InlineData("/usr/bin/env 是什么")]
    [InlineData("/ 你好")]
    [InlineData("/status\n这是我输入的内容")]
    [InlineData("//status")]
    public async Task What_merely_begins_with_a_slash_reaches_the_model(string text)
    {
        Lab.World.AddPerson("pathologist", "路径");
        (await Lab.AskAsync("pathologist", text)).Text.ShouldContain("echo");
        Lab.Model.Requests.Select(request => request.Messages[^1].Content).ShouldContain(text);
    }

    [Fact]
    public async Task In_a_group_a_command_follows_the_mention_and_is_answered_there()
    {
        Lab.World.AddPerson("grouper", "组员");
        var group = Lab.World.AddGroup("命令组", "grouper").ConversationId;
        var answer = await Lab.AskAsync("grouper", "/我是谁", group);
        answer.ConversationId.ShouldBe(group);
        answer.Text.ShouldContain(group);
        (await Lab.AskAsync("grouper", "/模型 lab/scripted-2", group)).Text.ShouldContain("负责人");
    }

    [Fact]
    public async Task A_reset_forgets_here_and_only_here()
    {
        Lab.World.AddPerson("forgetful", "健忘");
        var group = Lab.World.AddGroup("健忘组", "forgetful").ConversationId;
        await Lab.AskAsync("forgetful", "我叫健忘");
        await Lab.AskAsync("forgetful", "群里的话", group);
        await Lab.AskAsync("forgetful", "/重置");
        await Lab.AskAsync("forgetful", "我叫什么？");
        await Lab.AskAsync("forgetful", "群里还记得吗？", group);
        RequestOf("我叫什么？").Count.ShouldBe(2);
        RequestOf("[健忘] 群里还记得吗？").Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_chosen_model_is_asked_in_this_chat_and_after_a_restart()
    {
        await using var lab = await TestLab.StartAsync();
        lab.World.AddPerson("chooser", "选择");
        lab.World.AddPerson("other", "别人");
        (await lab.AskAsync("chooser", "/switch model to lab/scripted-2")).Text.ShouldContain("lab/scripted-2");
        await lab.AskAsync("chooser", "用哪个？");
        await lab.AskAsync("other", "我用哪个？");
        await lab.StopGatewayAsync();
        await lab.StartGatewayAsync();
        await lab.AskAsync("chooser", "现在用哪个？");
        lab.Model.Requests.Select(request => request.Model).ShouldBe(["scripted-2", "scripted-1", "scripted-2"]);
        (await lab.AskAsync("chooser", "/model default")).Text.ShouldContain("lab/scripted-1");
    }

    [Fact]
    public async Task Thinking_reaches_a_model_that_takes_it()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = LabOptions.Models(models => models["default"] = "lab/qwen3.7-plus") });
        lab.World.AddPerson("thinker", "思考");
        (await lab.AskAsync("thinker", "/思考 高")).Text.ShouldContain("high");
        await lab.AskAsync("thinker", "想一想");
        (await lab.AskAsync("thinker", "/think off")).Text.ShouldContain("off");
        await lab.AskAsync("thinker", "不想了");
        lab.Model.Requests.Select(request => request.Text.Contains("\"enable_thinking\":true", StringComparison.Ordinal)).ShouldBe([true, false]);
        lab.Model.Requests[1].Text.ShouldContain("\"enable_thinking\":false");
    }

    [Fact]
    public async Task A_compacted_conversation_goes_on_with_its_summary_through_a_restart_and_keeps_the_originals()
    {
        await using var lab = await TestLab.StartAsync();
        lab.World.AddPerson("talker", "话多");
        await lab.AskAsync("talker", $"我的编号是 4711。{new string('话', 500)}");
        lab.Model.Enqueue(ModelBehaviour.Answer("他的编号是 4711。"));
        (await lab.AskAsync("talker", "/压缩")).Text.ShouldContain("他的编号是 4711。");
        await lab.StopGatewayAsync();
        await lab.StartGatewayAsync();
        await lab.AskAsync("talker", "我的编号？");
        var asked = lab.Model.Requests[^1].Messages;
        asked.Count.ShouldBe(3);
        asked[1].Content.ShouldEndWith("他的编号是 4711。");
        (await lab.AskAsync("talker", "/导出")).Text.ShouldContain("文件随后发出");
        var file = (await lab.BotMessagesAsync(1, message => message.Kind == "sampleFile", "the export"))[0];
        file.ConversationId.ShouldBe(lab.World.PrivateConversation("talker"));
        file.Extras!.FileName!.ShouldEndWith(".zip");
        var (name, text) = MediaBytes.Unzip(lab.World.FindFile(file.Extras.MediaId!)!.Bytes).ShouldHaveSingleItem();
        name.ShouldEndWith(".md");
        text.ShouldContain("4711");
        using var database = Database.Open(lab.DatabaseFile);
        database.Texts("SELECT text FROM history").ShouldContain(text => text.StartsWith("我的编号是 4711。话话", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_question_beside_waits_for_nothing_and_leaves_nothing()
    {
        await using var lab = await TestLab.StartAsync();
        lab.World.AddPerson("asker", "顺便");
        lab.Model.Enqueue(ModelBehaviour.Hang());
        await lab.SayAsync("asker", "想很久的问题");
        await lab.Model.WaitForRequestAsync(1);
        (await lab.AskAsync("asker", "/顺便今天星期几？")).Text.ShouldContain("今天星期几？");
        lab.Model.Requests[^1].Messages.Count.ShouldBe(2);
        (await lab.AskAsync("asker", "/队列")).Text.ShouldContain("排队 0 条");
        (await lab.AskAsync("asker", "/停止")).Text.ShouldBe("已停止。");
        using var database = Database.Open(lab.DatabaseFile);
        database.Texts("SELECT text FROM history").ShouldBeEmpty();
    }

    [Fact]
    public async Task Tokens_are_counted_and_a_message_can_be_traced()
    {
        await using var lab = await TestLab.StartAsync();
        lab.World.AddPerson("counter", "计数");
        lab.Model.Otherwise = ModelBehaviour.Stream(
            ModelBehaviour.Event("好") + """data: {"choices":[],"usage":{"prompt_tokens":1200,"completion_tokens":34,"total_tokens":1234}}""" + "\n\n" + ModelBehaviour.End());
        var said = await lab.SayAsync("counter", "数一数");
        await lab.AnswerAsync(said);
        await lab.OutcomeAsync(said);
        (await lab.AskAsync("counter", "/用量")).Text.ShouldContain("输入 1,200，输出 34，1 次回答");
        var trace = (await lab.AskAsync("counter", "/追踪 1")).Text;
        foreach (var part in new[] { said.MsgId, "scripted-1", "1,200 + 34", "webhook", "delivered", "answered" }) trace.ShouldContain(part);
        trace.ShouldNotContain("数一数");
    }

    private IReadOnlyList<ModelMessage> RequestOf(string question) => Lab.Model.Requests.Last(r => r.Messages[^1].Content == question).Messages;

    /// <summary>One gateway whose owner is known.</summary>
    public sealed class CommandLab : IAsyncLifetime
    {
        internal TestLab Lab { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Lab = await TestLab.StartAsync(new LabOptions { Config = config => config["owners"] = new JsonArray("boss") });

        public ValueTask DisposeAsync() => Lab.DisposeAsync();
    }
}
