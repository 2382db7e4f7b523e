namespace Dinghy.Scenarios;

/// <summary>Pictures: to a model that sees, to one that does not, and through the eyes of a second model.</summary>
public sealed class ReceivePictureScenarios
{
    [Fact]
    public async Task A_picture_goes_to_a_model_that_sees_as_it_was_sent()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = TestLab.Sees });
        var png = Sendable.Png(64, 48);
        var read = await lab.ReadByModelAsync(Speech.Of("user002", new PictureContent(lab.World.AddFile("cat.png", png))));

        read.Pictures.ShouldHaveSingleItem().Bytes.ShouldBe(png);
        read.Pictures[0].ContentType.ShouldBe("image/png");
        read.Content.ShouldStartWith("（没有写文字。）\n\n[图片 picture.png, ");
        read.Content.ShouldNotContain("看不了");

        // The next question remembers the line, and sends the picture no more.
        var next = await lab.RequestAsync(new Speech("user002", "刚才发的是什么？"));
        next.Messages.ShouldAllBe(message => message.Pictures.Count == 0);
        next.Messages[1].Content.ShouldContain("[图片 picture.png, ");
        lab.AddressesAsked.ShouldBe(1);
    }

    [Fact]
    public async Task A_picture_that_is_too_large_is_scaled_down()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = TestLab.Sees });
        var read = await lab.ReadByModelAsync(Speech.Of("user002", new PictureContent(lab.World.AddFile("wide.png", Sendable.Png(5_000, 2_000)))));
        var (width, height) = Sendable.Size(read.Pictures.ShouldHaveSingleItem().Bytes);
        width.ShouldBeLessThanOrEqualTo(2_048);
        (width / (double)height).ShouldBe(2.5, 0.02);
    }

    [Fact]
    public async Task A_model_that_does_not_see_is_told_so_plainly()
    {
        await using var lab = await TestLab.StartAsync();
        var read = await lab.ReadByModelAsync(Speech.Of("user002", new PictureContent(lab.World.AddFile("cat.png", Sendable.Png(8, 8)))));
        read.Pictures.ShouldBeEmpty();
        read.Content.ShouldContain("图片已收到，但当前模型看不了图片");
    }

    [Fact]
    public async Task The_image_model_describes_a_picture_to_a_model_that_does_not_see()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions
        {
            Config = config =>
            {
                var providers = config["models"]!["providers"]!;
                providers["eyes"] = providers["lab"]!.DeepClone();
                providers["eyes"]!["vision"] = true;
                config["models"]!["image_model"] = "eyes/seer-1";
            },
        });
        lab.Model.Enqueue(ModelBehaviour.Answer("一个青色的方块"));
        var said = await lab.World.SayAsync(Speech.Of("user002", new PictureContent(lab.World.AddFile("cat.png", Sendable.Png(8, 8)))));
        (await lab.OutcomeAsync(said)).ShouldBe("answered");

        var (described, asked) = (lab.Model.Requests[0], lab.Model.Requests[1]);
        (described.Model, described.Messages[^1].Pictures.Count).ShouldBe(("seer-1", 1));
        asked.Messages[^1].Pictures.ShouldBeEmpty();
        asked.Messages[^1].Content.ShouldContain("图片模型的描述：一个青色的方块");

        // What it saw is remembered.
        (await lab.RequestAsync(new Speech("user002", "什么颜色？"))).Messages[1].Content.ShouldContain("一个青色的方块");
    }

    [Fact]
    public async Task In_a_group_the_speakers_name_stands_before_a_picture_too()
    {
        await using var lab = await TestLab.StartAsync(new LabOptions { Config = TestLab.Sees });
        var picture = new PictureContent(lab.World.AddFile("cat.png", Sendable.Png(8, 8)));
        var read = await lab.ReadByModelAsync(Speech.Of("user002", picture) with { ConversationId = lab.World.Groups[0].ConversationId });
        read.Content.ShouldStartWith("[李四] （没有写文字。）\n\n[图片 ");
        read.Pictures.Count.ShouldBe(1);
    }
}
