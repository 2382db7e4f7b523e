using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Tests.Replies;

public sealed class AnswerPicturesTests : IDisposable
{
    private static readonly byte[] s_png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private readonly TempHome _home = new();
    private readonly ManualTimeProvider _time = new(Said.At);
    private readonly List<string> _uploads = [];

    public AnswerPicturesTests()
    {
        Directory.CreateDirectory(Path.Combine(_home.Path, "w"));
        File.WriteAllBytes(Path.Combine(_home.Path, "w", "a.png"), s_png);
        File.WriteAllText(Path.Combine(_home.Path, "w", "text.png"), "no picture");
        File.WriteAllBytes(Path.Combine(_home.Path, "secret.png"), s_png);
    }

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("x ![alt](a.png) y", "x ![alt](@1) y")]
    [InlineData("x ![alt](./a.png \"title\") ![b](a.png)", "x ![alt](@1) ![b](@2)")]
    [InlineData("![ref][r]\n\n[r]: a.png", "![ref](@1)\n\n[r]: a.png")]
    [InlineData("- ![in a list](a.png)", "- ![in a list](@1)")]
    [InlineData("![out](../secret.png)", "out")]
    [InlineData("![text](text.png)", "text")]
    [InlineData("![web](https://example.com/a.png) ![media](@abc)", "![web](https://example.com/a.png) ![media](@abc)")]
    [InlineData("`![code](a.png)`\n\n```\n![code](a.png)\n```", "`![code](a.png)`\n\n```\n![code](a.png)\n```")]
    [InlineData("![remote](file:///etc/passwd) ![data](data:text/plain;base64,aGk=) ![half](data:image/png;base64", "remote data ![half](data:image/png;base64")]
    [InlineData("no picture!", "no picture!")]
    public async Task Pictures_of_the_workspace_are_shown_by_their_id_and_others_as_they_are_or_described(string answer, string shown) =>
        (await ShowAsync(answer)).ShouldBe(shown);

    [Fact]
    public async Task An_inline_picture_is_brought_with_the_ending_of_its_bytes()
    {
        (await ShowAsync($"![dot](data:image/jpeg;base64,{Convert.ToBase64String(s_png)})")).ShouldBe("![dot](@1)");
        _uploads.ShouldBe(["png"]);
    }

    [Fact]
    public async Task Only_so_many_pictures_are_brought()
    {
        var shown = await ShowAsync(string.Join("\n\n", Enumerable.Range(1, AnswerPictures.Most + 2).Select(i => $"![p{i}](a.png)")));
        _uploads.Count.ShouldBe(AnswerPictures.Most);
        shown.ShouldEndWith("![p10](@10)\n\np11\n\np12");
    }

    [Fact]
    public async Task Pictures_that_take_too_long_cost_no_answer()
    {
        var showing = ShowAsync("one ![a](a.png) two", async ct =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            return "@never";
        });
        await _time.AdvanceWhenArmed(AnswerPictures.Patience);
        (await showing.Within()).ShouldBe("one a two");
    }

    private Task<string> ShowAsync(string answer, Func<CancellationToken, Task<string?>>? upload = null) => new AnswerPictures(
        new Workspaces(new DinghyConfig { Home = _home.Path, Agents = new() { Default = new() { Workspace = Path.Combine(_home.Path, "w") } } }),
        (_, _, ending, ct) =>
        {
            _uploads.Add(ending);
            return upload?.Invoke(ct) ?? Task.FromResult<string?>($"@{_uploads.Count}");
        },
        _time).ShowAsync(
            new TurnContext(new Turn { Id = 1, Account = "main", MessageId = new("m"), Conversation = "c", ReceivedAt = Said.At, Message = new Said().Message() }, "what?", [], Language.English), answer, TestContext.Current.CancellationToken);
}
