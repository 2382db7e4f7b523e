using System.Text.Json.Nodes;

namespace Dinghy.Scenarios;

/// <summary>Files that are broken, endless or malicious: bounded, recorded, and the person is answered.</summary>
public sealed class ReceiveBadMediaScenarios(ReceiveBadMediaScenarios.Fixture fixture) : IClassFixture<ReceiveBadMediaScenarios.Fixture>
{
    private TestLab Lab => fixture.Lab;

    /// <summary>A fault for every attempt, and what the model is told of it.</summary>
    public static TheoryData<FaultKind, string> Faults => new()
    {
        { FaultKind.DownloadTruncated, "下载中断" },
        { FaultKind.DownloadEndless, "文件太大" },
        { FaultKind.DownloadHuge, "文件太大" },
        { FaultKind.DownloadStalls, "处理超时" },
        { FaultKind.DownloadUrlExpired, "下载已过期" },
        { FaultKind.DownloadCodeExpired, "下载已过期" },
        { FaultKind.ScopeMissing, "没有下载它的权限" },
        { FaultKind.ApiQuota, "接口额度已用完" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_file_that_can_not_be_had_is_told_with_its_reason(FaultKind kind, string words)
    {
        Lab.Faults.Set(new Fault(kind) { Api = kind is FaultKind.ScopeMissing or FaultKind.ApiQuota ? "download" : null });
        try
        {
            (await ReadAsync("a.txt", [.. Enumerable.Repeat((byte)'x', 4_000)])).Content.ShouldContain(words);
        }
        finally
        {
            Lab.Faults.Clear();
        }

        Lab.KeptFiles.ShouldAllBe(path => !path.EndsWith(".part"));
        (await ReadAsync("b.txt", "all is well"u8.ToArray())).Content.ShouldContain("all is well");
    }

    [Theory]
    [InlineData(FaultKind.DownloadTruncated)]
    [InlineData(FaultKind.DownloadUrlExpired)]
    public async Task A_download_that_fails_once_is_asked_for_anew(FaultKind kind)
    {
        Lab.Faults.Set(new Fault(kind) { Times = 1 });
        var asked = Lab.AddressesAsked;
        (await ReadAsync("a.txt", [.. "here it is "u8, .. Enumerable.Repeat((byte)'x', 4_000)])).Content.ShouldContain("here it is");
        (Lab.AddressesAsked - asked).ShouldBe(2);
    }

    [Fact]
    public async Task A_bomb_in_a_document_is_not_opened() => (await ReadAsync("bomb.docx", Sendable.Bomb())).Content.ShouldContain("展开后异常庞大");

    [Fact]
    public async Task A_document_cut_short_is_damaged()
    {
        var docx = Sendable.Docx(string.Concat(Enumerable.Range(0, 2_000)));
        (await ReadAsync("cut.docx", docx[..(docx.Length / 2)])).Content.ShouldEndWith("（文件已损坏，无法打开。）");
    }

    [Fact]
    public async Task A_picture_that_is_none_never_reaches_the_model()
    {
        var picture = new PictureContent(Lab.World.AddFile("cat.png", "<html>not a picture</html>"u8.ToArray()));
        var read = await Lab.ReadByModelAsync(Speech.Of("user002", picture));
        read.Pictures.ShouldBeEmpty();
        read.Content.ShouldContain("内容不是图片");
    }

    [Fact]
    public async Task A_picture_cut_short_never_reaches_the_model()
    {
        var png = Sendable.Png(300, 300);
        var read = await Lab.ReadByModelAsync(Speech.Of("user002", new PictureContent(Lab.World.AddFile("cut.png", png.AsMemory(0, png.Length / 2)))));
        read.Pictures.ShouldBeEmpty();
        read.Content.ShouldContain("已损坏");
    }

    private Task<ModelMessage> ReadAsync(string name, byte[] bytes) => Lab.ReadByModelAsync(Speech.Of("user002", new FileContent(Lab.World.AddFile(name, bytes))));

    public sealed class Fixture : IAsyncLifetime
    {
        internal TestLab Lab { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Lab = await TestLab.StartAsync(new LabOptions
        {
            Config = config =>
            {
                TestLab.Sees(config);
                config["attachments"] = new JsonObject { ["timeout"] = "5s", ["max_mb"] = 1 };
            },
        });

        public ValueTask DisposeAsync() => Lab.DisposeAsync();
    }
}
