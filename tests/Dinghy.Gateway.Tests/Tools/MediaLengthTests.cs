using Dinghy.Gateway.Tools.Lengths;

namespace Dinghy.Gateway.Tests.Tools;

public sealed class MediaLengthTests
{
    public static TheoryData<string, string, byte[], int?> Files => new()
    {
        { "wav", "wav", Media.Wav(2.5), 2500 },
        { "wav cut off while recording", "WAV", Media.Wav(1, declared: 0), 1000 },
        { "wav that promises too much", "wav", Media.Wav(1, declared: uint.MaxValue), 1000 },
        { "wav of nothing", "wav", Media.Wav(0), null },
        { "mp3 of a changing rate", "mp3", Media.Mp3(100), 2612 },
        { "mp3 behind a tag full of false frames", "mp3", Media.Mp3(100, tag: true), 2612 },
        { "mp3 with one frame", "mp3", Media.Mp3(1), null },
        { "amr", "amr", Media.Amr(75), 1500 },
        { "amr without frames", "amr", Media.Amr(0), null },
        { "opus", "ogg", Media.Opus(48_312), 1000 },
        { "opus of nothing", "ogg", Media.Opus(312), null },
        { "vorbis", "ogg", Media.Vorbis(66_150, 44_100), 1500 },
        { "vorbis without a rate", "ogg", Media.Vorbis(66_150, 0), null },
        { "mp4", "mp4", Media.Mp4(1000, 12_345), 12_345 },
        { "mp4, wide header, large film", "mp4", Media.Mp4(600, 1200, wide: true, large: true), 2000 },
        { "mp4 without a scale", "mp4", Media.Mp4(0, 100), null },
        { "mp4 of all time", "mp4", Media.Mp4(1, ulong.MaxValue, wide: true), null },
        { "mp4 without moov", "mp4", Media.Box("ftyp", new byte[20]), null },
        { "a box that contains itself", "mp4", [.. "\0\0\0\0moov"u8, .. "\0\0\0\u0001mvhd"u8], null },
        { "a box smaller than its header", "mp4", [.. "\0\0\0\u0002moov"u8, 0, 0], null },
        { "another kind of file", "xyz", Media.Wav(1), null },
        { "a picture called mp3", "mp3", [0x89, 0x50, 0x4E, 0x47, .. new byte[500]], null },
        { "nothing", "wav", [], null },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_plays_as_long_as_its_bytes_say(string name, string ending, byte[] file, int? milliseconds) =>
        ((int?)Of(file, ending)?.TotalMilliseconds).ShouldBe(milliseconds, name);

    [Theory]
    [InlineData("wav")]
    [InlineData("mp3")]
    [InlineData("amr")]
    [InlineData("ogg")]
    [InlineData("mp4")]
    public void No_cut_and_no_noise_throws_or_lasts_for_ever(string ending)
    {
        byte[] file = ending switch
        {
            "wav" => Media.Wav(0.02), "mp3" => Media.Mp3(3, tag: true), "amr" => Media.Amr(3), "ogg" => Media.Opus(48_000), _ => Media.Mp4(1000, 1000, wide: true, large: true),
        };
        for (var length = 0; length <= file.Length; length++) Of(file[..length], ending);
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var noisy = (byte[])file.Clone();
            for (var i = 0; i < 5; i++) noisy[random.Next(noisy.Length)] = (byte)random.Next(256);
            Of(noisy, ending);
        }
    }

    private static TimeSpan? Of(byte[] file, string ending) => MediaLength.Of(new MemoryStream(file), ending);
}
