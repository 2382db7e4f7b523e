namespace Dinghy.Gateway.Models;

/// <summary>What the demo model says, in both languages.</summary>
internal abstract record DemoTexts
{
    public static DemoTexts For(bool chinese) => chinese ? new Zh() : new En();

    public abstract string Help { get; }

    public abstract string Markdown { get; }

    public abstract string Code { get; }

    public abstract string Table { get; }

    /// <summary>What it thinks before it speaks slowly.</summary>
    public abstract string Thought { get; }

    public abstract string Slow { get; }

    public abstract string Question { get; }

    /// <summary>Each asks the demo model for something.</summary>
    public abstract IReadOnlyList<string> Choices { get; }

    public abstract string Choose { get; }

    public abstract string Sent { get; }

    public abstract string NotSent { get; }

    public abstract string NoTools { get; }

    /// <summary>Null: a picture of a kind it can not measure.</summary>
    public abstract string Picture(string? size);

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
            - `慢慢说`：先想一想，再一点一点地说十秒钟
            - `选项`：几个可以按的按钮
            - `发文件`：从工作目录发一个文件
            - 一张图片：我说出它的尺寸
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

        public override string Thought => "想一想：一点一点地说，才看得出是流式输出。";

        public override string Slow => "我慢慢说。一只小船离开码头，划过平静的港湾，绕过灯塔，驶向开阔的海面。风起了，浪高了，它上下起伏，却不沉没。天黑以前，它载着每一封信回到了岸边，一封不少，一封不重。";

        public override string Question => "想看什么？";

        public override IReadOnlyList<string> Choices => ["表格", "代码", "慢慢说"];

        public override string Choose => "按一个试试。";

        public override string Sent => "文件随后就到。";

        public override string NotSent => "没有发出去：工作目录里没有可发的文件。";

        public override string NoTools => "这里没有给我这个工具。";

        public override string Picture(string? size) => size is null ? "我看到一张图片，但看不出尺寸。" : $"我看到一张 {size} 的图片。";

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
            - `slow`: I think first, and then speak for ten seconds
            - `choices`: a few buttons to press
            - `send a file`: a file of my workspace
            - a picture: I tell its size
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

        public override string Thought => "Let me think: spoken bit by bit, a stream can be seen to be one.";

        public override string Slow =>
            "I speak slowly. A dinghy leaves the quay, crosses the quiet harbour, rounds the lighthouse and makes for the open sea. "
            + "The wind rises and so do the waves; up and down it goes, and does not sink. Before dark it is back with every letter, none lost and none twice.";

        public override string Question => "What would you like to see?";

        public override IReadOnlyList<string> Choices => ["table", "code", "slow"];

        public override string Choose => "Press one.";

        public override string Sent => "The file follows.";

        public override string NotSent => "Nothing was sent: my workspace holds no file that can be.";

        public override string NoTools => "I was not given this tool here.";

        public override string Picture(string? size) => size is null ? "I see a picture, but not how large it is." : $"I see a picture of {size}.";

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
