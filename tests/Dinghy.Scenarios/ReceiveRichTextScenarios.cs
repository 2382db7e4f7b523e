namespace Dinghy.Scenarios;

/// <summary>Rich text: order, emphasis and the places of pictures are kept.</summary>
public sealed class ReceiveRichTextScenarios
{
    [Fact]
    public async Task Words_and_pictures_keep_their_order_and_the_model_sees_both_pictures()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = TestLab.Sees });
        var (first, second) = (Sendable.Png(10, 10), Sendable.Png(20, 20));
        var read = await lab.ReadByModelAsync(Speech.Of("user002", new RichTextContent(
            new RichPart("比较"), new RichPart(Picture: lab.World.AddFile("1.png", first)), new RichPart("和") { Style = "bold" }, new RichPart(Picture: lab.World.AddFile("2.png", second)),
            new RichPart("x = 1") { Style = "inlineCode" }, new RichPart { AtName = "张三", AtUserId = "manager75" })));

        read.Content.ShouldStartWith("比较[图片 1]**和**[图片 2]`x = 1`@张三\n\n[图片 1 picture.png, ");
        read.Content.ShouldContain("\n\n[图片 2 picture.png, ");
        read.Pictures.Select(picture => picture.Bytes).ShouldBe([first, second]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rich_text_reply_in_a_group_keeps_what_it_quotes(bool contentAsText)
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = TestLab.Sees });
        var group = lab.World.Groups[0].ConversationId;
        var earlier = await lab.SayAsync("manager75", "the earlier words", group);
        await lab.AnswerAsync(earlier);
        var rich = new RichTextContent(new RichPart(" see "), new RichPart(Picture: lab.World.AddFile("1.png", Sendable.Png(10, 10))));
        var read = await lab.ReadByModelAsync(Speech.Of("user002", rich) with { ConversationId = group, Quote = earlier.MsgId, ContentAsText = contentAsText });

        read.Content.ShouldStartWith("[李四] see [picture]\n\n[This replies to another message]\n");
        read.Content.ShouldContain("````\nthe earlier words\n````");
        read.Pictures.Count.ShouldBe(1);
    }
}
