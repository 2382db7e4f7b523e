namespace Dinghy.Gateway.Models;

/// <summary>What the demo model says, in both languages.</summary>
internal abstract record DemoTexts
{
    public static DemoTexts For(bool chinese) => chinese ? new Zh() : new En();

    public abstract string Help { get; }

    public abstract string Markdown { get; }

    public abstract string Code { get; }

    public abstract string Table { get; }

    public abstract string NothingSaid { get; }

    /// <summary>One numbered line of a long text, without its line break.</summary>
    public abstract string Line(int number);

    public abstract string Remember(int messages);

    public abstract string First(string message);

    public abstract string Latest(string message);

    public abstract string Echo(string message);

    public abstract string Shortened(int length);

    private sealed record Zh : DemoTexts
    {
        public override string Help => """
            你好！我是 Dinghy 的**离线演示模型**：不需要密钥，也不联网，同样的话总得到同样的回答。

            Dinghy 是钉钉的 AI 智能体网关：

            - 单聊和群聊都能用，群里 @ 我即可
            - 消息先落盘再确认：不丢失，也不重复回答
            - 每个会话各有各的记忆，互不相通

            试着发给我：

            - `markdown`：排版示例
            - `代码`：一段代码
            - `表格`：一张表
            - `长 3000`：一段 3000 字的文字
            - `我第一句说了什么`：看我记得什么
            - 别的任何话：我原样说回来
            """;

        public override string Markdown => """
            # 排版示例

            **粗体**、*斜体*、`行内代码`，以及[链接](https://www.dingtalk.com)。

            1. 第一步
            2. 第二步

            > 一段引用

            - 一项
            - 又一项
            """;

        public override string Code => """
            一段 C# 代码：

            ```csharp
            foreach (var name in new[] { "小船", "大海" })
            {
                Console.WriteLine($"你好，{name}！");
            }
            ```
            """;

        public override string Table => """
            一张表：

            | 船 | 长度（米） | 能载几人 |
            | --- | ---: | ---: |
            | 舢板 | 3 | 2 |
            | 帆船 | 9 | 6 |
            | 货轮 | 180 | 22 |
            """;

        public override string NothingSaid => "这是你在本会话里说的第一句话。";

        public override string Line(int number) => $"第 {number:D5} 行：小船不沉，消息不丢，一句一答，次序不乱。";

        public override string Remember(int messages) => $"我记得本会话里你之前说过 {messages} 句。";

        public override string First(string message) => $"你在本会话里说的第一句是：\n\n{message}";

        public override string Latest(string message) => $"你的上一句是：\n\n{message}";

        public override string Echo(string message) => $"你说的是：\n\n{message}";

        public override string Shortened(int length) => $"（演示模型最多写 {length} 字，已到上限。）";
    }

    private sealed record En : DemoTexts
    {
        public override string Help => """
            Hello! I am Dinghy's **offline demo model**: no key, no network, and the same words always get the same answer.

            Dinghy is an AI-agent gateway for DingTalk:

            - it answers in private chats, and in groups when mentioned
            - a message is stored before it is acknowledged: none is lost, none is answered twice
            - every conversation has a memory of its own

            Try sending me:

            - `markdown`: some formatting
            - `code`: a piece of code
            - `table`: a table
            - `long 3000`: a text of 3000 characters
            - `what did I say first`: to see what I remember
            - anything else: I say it back
            """;

        public override string Markdown => """
            # Some formatting

            **Bold**, *italic*, `inline code`, and a [link](https://www.dingtalk.com).

            1. First step
            2. Second step

            > A quotation

            - One item
            - Another item
            """;

        public override string Code => """
            A piece of C#:

            ```csharp
            foreach (var name in new[] { "boat", "sea" })
            {
                Console.WriteLine($"Hello, {name}!");
            }
            ```
            """;

        public override string Table => """
            A table:

            | Boat | Length (m) | Seats |
            | --- | ---: | ---: |
            | Dinghy | 3 | 2 |
            | Sailing boat | 9 | 6 |
            | Freighter | 180 | 22 |
            """;

        public override string NothingSaid => "This is the first thing you say in this conversation.";

        public override string Line(int number) => $"Line {number:D5}: a dinghy does not sink, and no message is lost.";

        public override string Remember(int messages) =>
            $"I remember {messages} earlier message{(messages == 1 ? "" : "s")} of this conversation.";

        public override string First(string message) => $"The first thing you said in this conversation was:\n\n{message}";

        public override string Latest(string message) => $"The last thing you said was:\n\n{message}";

        public override string Echo(string message) => $"You said:\n\n{message}";

        public override string Shortened(int length) => $"(The demo model writes at most {length} characters; this is where it stops.)";
    }
}
