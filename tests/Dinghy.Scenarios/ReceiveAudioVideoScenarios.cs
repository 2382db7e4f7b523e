namespace Dinghy.Scenarios;

/// <summary>Sound and film: DingTalk's words first, the file kept, and no pretence of having heard or seen it.</summary>
public sealed class ReceiveAudioVideoScenarios(SharedLab shared) : IClassFixture<SharedLab>
{
    private static readonly byte[] s_amr = [.. "#!AMR\n"u8, .. new byte[200]];
    private static readonly byte[] s_mp4 = [0, 0, 0, 24, .. "ftypisom"u8, 0, 0, 2, 0, .. "isomiso2"u8, .. new byte[200]];

    private TestLab Lab => shared.Lab;

    [Fact]
    public async Task A_voice_message_is_asked_by_its_transcript_and_the_sound_is_kept()
    {
        var before = Lab.KeptFiles.Length;
        var read = await Lab.ReadByModelAsync(Speech.Of("user002", new AudioContent(Lab.World.AddFile("voice.amr", s_amr), TimeSpan.FromSeconds(4), "查一下库存")));
        read.Content.ShouldStartWith("查一下库存\n\n[录音 audio.amr, 206 B]");
        read.Content.ShouldEndWith("（上面的文字是钉钉对这段语音的识别结果，可能有错字。）");
        Lab.KeptFiles.Length.ShouldBe(before + 1);
    }

    [Fact]
    public async Task A_voice_message_without_transcript_is_not_taken_for_heard()
    {
        var read = await Lab.ReadByModelAsync(Speech.Of("user002", new AudioContent(Lab.World.AddFile("voice.amr", s_amr))));
        read.Content.ShouldStartWith("（没有写文字。）\n\n[录音 audio.amr, ");
        read.Content.ShouldContain("听不到声音");
    }

    [Fact]
    public async Task A_voice_message_of_no_length_is_answered_all_the_same()
    {
        var read = await Lab.ReadByModelAsync(Speech.Of("user002", new AudioContent(Lab.World.AddFile("voice.amr", Array.Empty<byte>()), TimeSpan.Zero)));
        read.Content.ShouldContain("（文件是空的。）");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_film_is_kept_and_not_taken_for_watched(bool inSeconds)
    {
        var before = Lab.KeptFiles.Length;
        var read = await Lab.ReadByModelAsync(Speech.Of("user002", new VideoContent(Lab.World.AddFile("clip.mp4", s_mp4), TimeSpan.FromSeconds(5), inSeconds)));
        read.Content.ShouldContain("[视频 video.mp4, ");
        read.Content.ShouldContain("看不到画面");
        Lab.KeptFiles.Length.ShouldBe(before + 1);
    }
}
