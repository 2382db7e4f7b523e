namespace Dinghy.Scenarios;

/// <summary>Pictures in an answer's markdown: the workspace's and inline ones are uploaded, the web's stay, the rest is described.</summary>
public sealed class PictureInAnswerScenarios(SharedLab shared) : IClassFixture<SharedLab>
{
    private TestLab Lab => shared.Lab;

    [Fact]
    public async Task A_picture_of_the_workspace_and_an_inline_one_are_shown_by_their_media_ids()
    {
        Lab.Workspace("charts/销量 图.png", MediaBytes.Png);
        Lab.Model.Enqueue(ModelBehaviour.Answer($"图：\n\n![销量](charts/%E9%94%80%E9%87%8F%20%E5%9B%BE.png)\n\n![点](data:image/png;base64,{Convert.ToBase64String([.. MediaBytes.Png, 0])})\n\n完"));
        var answer = await Lab.AskAsync("user002", "图");
        var ids = System.Text.RegularExpressions.Regex.Matches(answer.Text, @"!\[(销量|点)\]\((@[^)]+)\)").Select(match => match.Groups[2].Value).ToList();
        ids.Count.ShouldBe(2, answer.Text);
        Lab.World.FindFile(ids[0])!.Bytes.ToArray().ShouldBe(MediaBytes.Png);
        Lab.World.FindFile(ids[1])!.Type.ShouldBe("image");
        answer.Text.ShouldEndWith("完");
    }

    [Theory]
    [InlineData("![web](https://example.com/a.png) there", "![web](https://example.com/a.png) there")]
    [InlineData("**see** ![escape](../config.json) here", "**see** escape here")]
    [InlineData("**see** ![no picture](notes.md) here", "**see** no picture here")]
    [InlineData("**see** ![missing](nowhere.png) here", "**see** missing here")]
    [InlineData("**see** ![broken](data:image/png;base64,!!!!) here", "**see** broken here")]
    [InlineData("**see** `![code](charts/a.png)` here", "**see** `![code](charts/a.png)` here")]
    public async Task What_is_no_picture_of_the_workspace_is_its_description_and_the_webs_stays(string answer, string shown)
    {
        Lab.Workspace("notes.md", "# no picture"u8.ToArray());
        Lab.Model.Enqueue(ModelBehaviour.Answer(answer));
        (await Lab.AskAsync("user002", "show")).Text.ShouldBe(shown);
    }

    [Fact]
    public async Task A_picture_that_DingTalk_does_not_take_is_its_description_and_the_answer_arrives()
    {
        Lab.Workspace("one.png", [.. MediaBytes.Png, 7]);
        Lab.Faults.Set(new Fault(FaultKind.HttpStatus) { Api = "media", Code = 500, Times = 1 });
        Lab.Model.Enqueue(ModelBehaviour.Answer("**here**: ![the chart](one.png)"));
        (await Lab.AskAsync("user002", "show")).Text.ShouldBe("**here**: the chart");
    }
}
