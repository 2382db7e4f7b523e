using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Attachments.Pictures;
using Microsoft.Extensions.Logging.Abstractions;
using SkiaSharp;
using ModelPicture = Dinghy.Gateway.Attachments.Pictures.ModelPicture;
using Pictures = Dinghy.Gateway.Tests.Support.Pictures;

namespace Dinghy.Gateway.Tests.Attachments;

public sealed class PictureTests : IDisposable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly DocumentRig _rig = new();
    private readonly PictureReader _pictures = new(new AttachmentLog(NullLogger<AttachmentLog>.Instance));

    public void Dispose()
    {
        _pictures.Dispose();
        _rig.Dispose();
    }

    private Attachment Saved(byte[] bytes) => new()
    {
        Kind = AttachmentKind.Picture, Name = "picture", Path = _rig.Save(bytes, "picture"), ContentType = Sniffer.Of(_rig.Save(bytes, "picture"), "picture").ContentType,
    };

    private async Task<ModelPicture> LoadAsync(byte[] bytes)
    {
        var (picture, problem) = await _pictures.LoadAsync(Saved(bytes), Ct);
        problem.ShouldBeNull();
        return picture.ShouldNotBeNull();
    }

    private async Task<(string? AtFirst, string? InTheEnd)> ProblemsAsync(byte[] bytes)
    {
        var (picture, problem) = await _pictures.LoadAsync(Saved(bytes), Ct);
        (picture is null).ShouldBe(problem is not null);
        return (await _pictures.CheckAsync(Saved(bytes), Ct), problem);
    }

    private static SKBitmap Decoded(ModelPicture picture) => SKBitmap.Decode(picture.Data.ToArray()).ShouldNotBeNull();

    [Theory]
    [InlineData(SKEncodedImageFormat.Png, "image/png")]
    [InlineData(SKEncodedImageFormat.Jpeg, "image/jpeg")]
    [InlineData(SKEncodedImageFormat.Webp, "image/webp")]
    public async Task A_picture_of_common_size_and_kind_goes_as_it_came(SKEncodedImageFormat format, string type)
    {
        var bytes = Pictures.Of(640, 480, format);
        var picture = await LoadAsync(bytes);
        picture.MediaType.ShouldBe(type);
        picture.Data.ToArray().ShouldBe(bytes);
    }

    [Theory]
    [InlineData(4096, 1000, 2048, 500)]
    [InlineData(1000, 9000, 227, 2048)]
    [InlineData(2049, 3, 2048, 2)]
    [InlineData(20000, 1, 2048, 1)]
    public async Task A_large_picture_is_made_smaller_in_proportion(int width, int height, int toWidth, int toHeight)
    {
        var picture = await LoadAsync(Pictures.Of(width, height, SKEncodedImageFormat.Jpeg));
        using var shown = Decoded(picture);
        (picture.MediaType, shown.Width, shown.Height).ShouldBe(("image/jpeg", toWidth, toHeight));
        shown.GetPixel(0, 0).Red.ShouldBeGreaterThan((byte)200);
        shown.GetPixel(toWidth - 1, toHeight - 1).Blue.ShouldBeGreaterThan((byte)200);
    }

    [Fact]
    public async Task What_packs_badly_still_fits()
    {
        var noise = Pictures.Noise(2048);
        noise.Length.ShouldBeGreaterThan(PictureMaker.MostBytes);
        var picture = await LoadAsync(noise);
        (picture.MediaType, picture.Data.Length <= PictureMaker.MostBytes).ShouldBe(("image/jpeg", true));
    }

    [Fact]
    public async Task A_large_picture_with_transparent_parts_keeps_them()
    {
        var picture = await LoadAsync(Pictures.Of(3000, 300, transparent: true));
        using var shown = Decoded(picture);
        (picture.MediaType, shown.Width, shown.GetPixel(0, 0).Alpha).ShouldBe(("image/png", 2048, (byte)0));
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(6, null)]
    [InlineData(8, null)]
    [InlineData(2, true)]
    public async Task A_picture_taken_with_the_camera_turned_is_set_upright(byte orientation, bool? redIsRight)
    {
        var picture = await LoadAsync(Pictures.Turned(Pictures.Of(200, 100, SKEncodedImageFormat.Jpeg), orientation));
        using var shown = Decoded(picture);
        var sideways = redIsRight is null;
        (shown.Width, shown.Height).ShouldBe(sideways ? (100, 200) : (200, 100));
        // Left goes to the top when it was turned clockwise (6), to the bottom else (8).
        var red = sideways ? shown.GetPixel(50, orientation == 6 ? 20 : 180) : shown.GetPixel(180, 50);
        red.Red.ShouldBeGreaterThan((byte)200);
    }

    [Fact]
    public async Task A_bitmap_becomes_what_models_take()
    {
        byte[] bmp = [.. Convert.FromHexString("424D3A0000000000000036000000280000000100000001000000010018000000000004000000130B0000130B00000000000000000000"), 0, 0, 255, 0];
        var picture = await LoadAsync(bmp);
        using var shown = Decoded(picture);
        (picture.MediaType, shown.GetPixel(0, 0).Red > 200).ShouldBe(("image/jpeg", true));
    }

    [Fact]
    public async Task A_header_that_promises_too_many_pixels_is_not_believed()
    {
        (await ProblemsAsync(Pictures.PngHeader(1, 100_000))).ShouldBe((AttachmentProblems.Bomb, AttachmentProblems.Bomb));
        (await ProblemsAsync(Pictures.PngHeader(50_000, 50_000))).ShouldBe((AttachmentProblems.Bomb, AttachmentProblems.Bomb));
        (await ProblemsAsync(Pictures.PngHeader(8000, 5001))).ShouldBe((AttachmentProblems.Bomb, AttachmentProblems.Bomb));
        (await ProblemsAsync(Pictures.PngHeader(uint.MaxValue, uint.MaxValue))).ShouldBe((AttachmentProblems.Damaged, AttachmentProblems.Damaged));
    }

    [Fact]
    public async Task A_picture_that_breaks_off_is_damaged()
    {
        (await ProblemsAsync(Pictures.PngHeader(100, 100))).InTheEnd.ShouldBe(AttachmentProblems.Damaged);
        (await ProblemsAsync(Pictures.Of(640, 480)[..200])).InTheEnd.ShouldBe(AttachmentProblems.Damaged);
        (await ProblemsAsync(Pictures.Noise(300)[..100_000])).ShouldBe((null, AttachmentProblems.Damaged));
        (await ProblemsAsync([0xFF, 0xD8, 0xFF, 0xE0, 0, 0])).InTheEnd.ShouldBe(AttachmentProblems.Damaged);
    }

    [Fact]
    public async Task A_kind_that_can_not_be_decoded_says_so() =>
        (await ProblemsAsync(Convert.FromHexString("00000018667479706865696300000000"))).ShouldBe((AttachmentProblems.Unsupported, AttachmentProblems.Unsupported));

    [Fact]
    public async Task A_picture_that_was_cleaned_away_has_expired()
    {
        var saved = Saved(Pictures.Of(10, 10));
        File.Delete(saved.Path!);
        (await _pictures.LoadAsync(saved, Ct)).Problem.ShouldBe(AttachmentProblems.Expired);
        (await _pictures.LoadAsync(saved with { Path = null, Problem = AttachmentProblems.Timeout }, Ct)).Problem.ShouldBe(AttachmentProblems.Timeout);
    }
}
