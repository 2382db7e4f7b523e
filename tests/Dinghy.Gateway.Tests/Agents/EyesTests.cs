using Dinghy.Gateway.Agents;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Tests.Agents;

public sealed class EyesTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly List<string> _read = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_that_sees_gets_the_pictures_behind_the_words()
    {
        var model = FakeModel.Echo();
        var runner = AgentRig.Runner(model, eyes: new Eyes(modelSees: true, ReadAsync, null));
        await runner.RunAsync(AgentRig.Context("what is it?") with { Attachments = [Picture("a.png"), Document(), Picture("b.png")] }, Ct).ToListAsync(Ct);
        var question = (await model.AskedAsync())[^1];
        question.Text.ShouldContain("what is it?");
        question.Contents.OfType<DataContent>().Select(p => p.Data.ToArray()[0]).ShouldBe([(byte)'a', (byte)'b']);
        question.Contents[0].ShouldBeOfType<TextContent>();
        _read.ShouldBe(["a.png", "b.png"]);
    }

    [Fact]
    public async Task Only_so_many_pictures_are_shown_and_a_bad_one_is_left_out()
    {
        var attachments = Enumerable.Range(0, 15).Select(i => Picture(i == 1 ? "gone.png" : $"{i}.png")).Append(Picture("bad.png") with { Problem = "damaged" }).ToList();
        var seen = await new Eyes(true, ReadAsync, null).LookAsync(AgentRig.Context() with { Attachments = attachments }, Ct);
        seen.Shown.Count.ShouldBe(Eyes.MaxPictures - 1);
        seen.Context.Attachments.Count.ShouldBe(16);
        seen.Context.Attachments[1].Problem.ShouldBe("expired");
        seen.Context.Attachments.Count(seen.Shows).ShouldBe(Eyes.MaxPictures - 1);
        seen.Context.Attachments[0].Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Without_eyes_a_picture_is_not_even_read()
    {
        var seen = await new Eyes(false, ReadAsync, null).LookAsync(AgentRig.Context() with { Attachments = [Picture("a.png"), Document()] }, Ct);
        seen.Context.Attachments.ShouldNotContain(a => seen.Shows(a));
        _read.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_must_know_hears_that_a_file_never_reached_the_model()
    {
        var recording = new Attachment { Kind = AttachmentKind.Audio, Name = "a.amr" };
        foreach (var (sees, file, unread) in new[] { (true, Picture("a.png"), false), (false, Picture("a.png"), true), (true, recording, true), (false, recording with { Text = "words" }, false) })
        {
            var updates = await AgentRig.Runner(FakeModel.Echo(), eyes: new Eyes(sees, ReadAsync, null)).RunAsync(AgentRig.Context() with { Attachments = [file] }, Ct).ToListAsync(Ct);
            updates.OfType<AgentUpdate.Heard>().Single().Unread.ShouldBe(unread);
        }
    }

    [Theory]
    [InlineData(nameof(Language.Chinese), "请如实描述", "图片模型的描述：")]
    [InlineData(nameof(Language.English), "Describe this picture", "As the image model describes it: ")]
    public async Task A_second_model_describes_each_picture_once_in_the_persons_language(string language, string prompt, string label)
    {
        var model = FakeModel.Saying(" a boat ", "on the sea\n");
        var context = AgentRig.Context(language: Enum.Parse<Language>(language)) with { Attachments = [Picture("a.png"), Picture("old.png") with { Text = "known already" }] };
        var seen = await Describing(model).LookAsync(context, Ct);
        seen.Shown.ShouldBeEmpty();
        seen.Context.Attachments.Select(a => a.Text).ShouldBe([label + "a boat on the sea", "known already"]);
        var asked = (await model.AskedAsync()).ShouldHaveSingleItem();
        asked.Text.ShouldStartWith(prompt);
        asked.Contents[1].ShouldBeOfType<DataContent>();
        (model.Calls, model.Options[0]!.MaxOutputTokens).ShouldBe((1, 1000));
    }

    [Fact]
    public async Task A_description_that_fails_is_a_note_and_not_the_end()
    {
        foreach (var model in new[] { FakeModel.Failing(ModelFault.Filtered), FakeModel.Saying(" ") })
        {
            var (context, shown) = await Describing(model).LookAsync(With("a.png"), Ct);
            (context.Attachments[0].Text, context.Attachments[0].Problem, shown.Count).ShouldBe((null, null, 0));
        }

        (await Describing(FakeModel.Echo()).LookAsync(With("gone.png"), Ct)).Context.Attachments[0].Problem.ShouldBe("expired");
    }

    [Fact]
    public async Task A_description_is_not_waited_for_longer_than_its_patience()
    {
        var model = new FakeModel(FakeModel.Waiting(new TaskCompletionSource().Task));
        var looking = Describing(model).LookAsync(With("a.png"), Ct);
        await model.AskedAsync();
        _time.Advance(ImageDescriber.Patience);
        (await looking.Within()).Context.Attachments[0].Text.ShouldBeNull();
    }

    [Fact]
    public async Task A_cancelled_turn_cancels_its_description()
    {
        using var stop = new CancellationTokenSource();
        var model = new FakeModel(FakeModel.Waiting(new TaskCompletionSource().Task));
        var looking = Describing(model).LookAsync(With("a.png"), stop.Token);
        await model.AskedAsync();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => looking.Within());
    }

    [Fact]
    public async Task A_description_has_a_bound()
    {
        var seen = await Describing(FakeModel.Saying(new string('x', ImageDescriber.MaxChars - 1), "🚣 and more")).LookAsync(With("a.png"), Ct);
        seen.Context.Attachments[0].Text.ShouldBe("As the image model describes it: " + new string('x', ImageDescriber.MaxChars - 1));
    }

    [Fact]
    public async Task A_picture_without_words_is_a_question_too()
    {
        var model = FakeModel.Saying("a boat");
        var runner = AgentRig.Runner(model, eyes: new Eyes(modelSees: true, ReadAsync, null));
        (await runner.RunAsync(AgentRig.Context(question: null) with { Attachments = [Picture("a.png")] }, Ct).ToListAsync(Ct))[^1].ShouldBeOfType<AgentUpdate.Finished>();
        (await model.AskedAsync())[^1].Contents.OfType<DataContent>().ShouldHaveSingleItem();
    }

    private static TurnContext With(string picture) => AgentRig.Context() with { Attachments = [Picture(picture)] };

    private Eyes Describing(FakeModel model) => new(false, ReadAsync, new ImageDescriber(model, AgentRig.Log, _time));

    private Task<(DataContent? Picture, string? Problem)> ReadAsync(Attachment picture, CancellationToken ct)
    {
        _read.Add(picture.Name);
        return Task.FromResult<(DataContent?, string?)>(picture.Name == "gone.png" ? (null, "expired") : (new DataContent(new[] { (byte)picture.Name[0] }, "image/png"), null));
    }

    private static Attachment Picture(string name) => new() { Kind = AttachmentKind.Picture, Name = name, Path = "/x" };

    private static Attachment Document() => new() { Kind = AttachmentKind.Document, Name = "d.docx", Path = "/x", Text = "words" };
}
