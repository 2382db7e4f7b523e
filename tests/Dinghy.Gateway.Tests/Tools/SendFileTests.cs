using System.Diagnostics;
using System.Net.Sockets;
using Dinghy.DingTalk.Media;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Tests.Tools;

public sealed class SendFileTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly string _workspace;
    private readonly ToolTurn _turn = new(AgentRig.Context());

    public SendFileTests()
    {
        _workspace = Path.Combine(_home.Path, "workspace");
        Directory.CreateDirectory(Path.Combine(_workspace, "sub"));
        File.WriteAllText(Path.Combine(_home.Path, "secret.pdf"), "secret");
    }

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_file_of_the_workspace_is_offered_with_its_kind_and_real_length()
    {
        Write("sub/报告.PDF", "x"u8.ToArray());
        Write("voice.wav", Media.Wav(1.5));
        Write("film.mp4", Media.Mp4(1000, 3000));
        Write("photo.png", [1]);
        (await SendAsync("sub/报告.PDF", " for you ")).File.ShouldBe(new FileOffer(Real("sub/报告.PDF"), "报告.PDF", MediaKind.File, "for you", null));
        (await SendAsync("./sub/../voice.wav")).File.ShouldBe(new FileOffer(Real("voice.wav"), "voice.wav", MediaKind.Voice, null, TimeSpan.FromSeconds(1.5)));
        (await SendAsync(Path.Combine(_workspace, "film.mp4"))).File!.Duration.ShouldBe(TimeSpan.FromSeconds(3));
        (await SendAsync("photo.png")).File!.Kind.ShouldBe(MediaKind.Image);
    }

    [Theory]
    [InlineData("../secret.pdf")]
    [InlineData("sub/../../secret.pdf")]
    [InlineData("/etc/passwd")]
    [InlineData("../workspace-other/a.pdf")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("/proc/self/root/etc/hosts")]
    [InlineData("a\0b.pdf")]
    public async Task A_path_that_leads_out_or_nowhere_sends_nothing(string path)
    {
        Directory.CreateDirectory(_workspace + "-other");
        File.WriteAllText(Path.Combine(_workspace + "-other", "a.pdf"), "x");
        await RefusedAsync(path);
    }

    [Fact]
    public async Task A_link_that_leaves_the_workspace_is_not_followed_and_one_within_is()
    {
        Write("sub/real.pdf", [1]);
        File.CreateSymbolicLink(InWorkspace("out.pdf"), Path.Combine(_home.Path, "secret.pdf"));
        File.CreateSymbolicLink(InWorkspace("out2.pdf"), "../secret.pdf");
        Directory.CreateSymbolicLink(InWorkspace("outside"), _home.Path);
        File.CreateSymbolicLink(InWorkspace("in.pdf"), "sub/real.pdf");
        File.CreateSymbolicLink(InWorkspace("dangling.pdf"), "nowhere.pdf");
        File.CreateSymbolicLink(InWorkspace("self.pdf"), "self.pdf");
        foreach (var path in new[] { "out.pdf", "out2.pdf", "outside/secret.pdf", "outside/workspace/../secret.pdf", "dangling.pdf", "self.pdf" }) await RefusedAsync(path);
        (await SendAsync("in.pdf")).File!.Path.ShouldBe(Real("sub/real.pdf"));
        (await SendAsync("outside/workspace/sub/real.pdf")).File!.Path.ShouldBe(Real("sub/real.pdf"));
    }

    [Fact]
    public async Task The_workspace_itself_may_be_a_link()
    {
        Write("a.pdf", [1]);
        var link = Path.Combine(_home.Path, "link");
        Directory.CreateSymbolicLink(link, _workspace);
        (await SendAsync("a.pdf", workspace: link)).File!.Path.ShouldBe(Real("a.pdf"));
        (await SendAsync("../secret.pdf", workspace: link)).Failed.ShouldBeTrue();
    }

    [Fact]
    public async Task Pipes_sockets_devices_and_folders_are_refused_and_do_not_hang()
    {
        using (var made = Process.Start("mkfifo", InWorkspace("pipe.pdf"))) await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(InWorkspace("s.pdf")));
        File.CreateSymbolicLink(InWorkspace("zero.pdf"), "/dev/zero");
        Directory.CreateDirectory(InWorkspace("folder.pdf"));
        foreach (var path in new[] { "pipe.pdf", "s.pdf", "zero.pdf", "folder.pdf", "sub" }) await RefusedAsync(path).Within();
    }

    [Fact]
    public async Task What_dingtalk_does_not_take_as_it_is_is_a_file_all_the_same_and_what_does_not_play_is_refused()
    {
        Write("notes.txt", [1]);
        Write("bare", [1]);
        (await SendAsync("notes.txt")).File!.Kind.ShouldBe(MediaKind.File);
        (await SendAsync("bare")).File!.Kind.ShouldBe(MediaKind.File);
        Write("empty.pdf", []);
        Write("silence.wav", Media.Wav(0));
        Write("noise.mp3", new byte[100]);
        (await RefusedAsync("empty.pdf")).ShouldContain("empty");
        (await RefusedAsync("silence.wav")).ShouldContain("0 seconds");
        (await RefusedAsync("noise.mp3")).ShouldContain("no .mp3 that can be played");
        (await RefusedAsync("missing.pdf")).ShouldContain("no such file");
        (await RefusedAsync(null)).ShouldContain("path is missing");
    }

    [Fact]
    public async Task Size_has_the_bound_of_its_kind()
    {
        using (var large = File.Create(InWorkspace("large.zip"))) large.SetLength(20 * 1024 * 1024);
        using (var larger = File.Create(InWorkspace("larger.zip"))) larger.SetLength(20 * 1024 * 1024 + 1);
        Write("long.wav", Media.Wav(263));
        (await SendAsync("large.zip")).File.ShouldNotBeNull();
        (await RefusedAsync("larger.zip")).ShouldContain("20,971,520");
        (await RefusedAsync("long.wav")).ShouldContain("2,097,152");
    }

    [Fact]
    public async Task One_answer_brings_at_most_five_files()
    {
        Write("a.pdf", [1]);
        for (var i = 0; i < SendFile.MaxFiles; i++) _turn.Take(await SendAsync("a.pdf"));
        (await RefusedAsync("a.pdf")).ShouldContain("at most 5");
    }

    [Fact]
    public async Task Without_a_workspace_there_is_no_file()
    {
        var result = await SendAsync("a.pdf", workspace: Path.Combine(_home.Path, "nowhere"));
        result.Text.ShouldContain("no such file");
    }

    private async Task<string> RefusedAsync(string? path)
    {
        var result = await SendAsync(path);
        (result.Failed, result.File).ShouldBe((true, null), path);
        return result.Text;
    }

    private Task<ToolResult> SendAsync(string? path, string? caption = null, string? workspace = null) =>
        Task.Run(() => new SendFile(new AgentFiles(new Workspace(workspace ?? _workspace))).RunAsync(
            new ToolInput(new Dictionary<string, object?> { ["path"] = path, ["caption"] = caption }), _turn, TestContext.Current.CancellationToken));

    private string InWorkspace(string path) => Path.Combine(_workspace, path);

    private string Real(string path) => Path.Combine(_workspace, path);

    private void Write(string path, byte[] bytes) => File.WriteAllBytes(InWorkspace(path), bytes);
}
