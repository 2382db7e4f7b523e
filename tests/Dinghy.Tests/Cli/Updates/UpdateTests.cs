using System.Text;
using Dinghy.Cli;
using Dinghy.Cli.Updates;
using Dinghy.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dinghy.Tests.Cli.Updates;

public sealed class UpdateTests
{
    [Fact]
    public void Versions_are_ordered_as_semver_says()
    {
        // The chain of section 11 of semver.org, and what its numbers are for.
        string[] chain = ["0.9.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.9.0", "1.10.0", "1.11.0", "2.0.0", "10.0.0", "99999999999999999999.0.0"];
        for (var i = 0; i < chain.Length; i++)
            for (var j = 0; j < chain.Length; j++)
                Math.Sign(SemanticVersion.Parse(chain[i])!.Against(SemanticVersion.Parse(chain[j]))).ShouldBe(Math.Sign(i.CompareTo(j)), $"{chain[i]} and {chain[j]}");
        SemanticVersion.Parse("1.0.0+linux")!.Against(SemanticVersion.Parse("v1.0.0+windows")).ShouldBe(0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.2")]
    [InlineData("1.2.3.4")]
    [InlineData("01.2.3")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3-01")]
    [InlineData("1.2.3-a..b")]
    [InlineData("1.2.x")]
    [InlineData("-1.2.3")]
    public void What_is_no_version_is_none(string? text) => SemanticVersion.Parse(text).ShouldBeNull();

    [Fact]
    public async Task Without_a_list_nobody_is_asked()
    {
        var run = await ProgramRun.OfAsync("update", "--check");
        run.Code.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldContain("--index");
        run.Error.ShouldContain(UpdateCommand.Variable);
    }

    [Theory]
    [InlineData("""{"releases":[{"version":"0.0.1"},{"version":"99.0.0","url":"https://x.test/99"},{"version":"98.0.0"},{"version":"100.0.0-rc.1"},{"version":"rubbish"},7]}""", "99.0.0 is there", false)]
    [InlineData("""{"releases":[{"version":"99.0.0"},{"version":"100.0.0-rc.1"}]}""", "100.0.0-rc.1 is there", true)]
    [InlineData("""{"releases":[{"version":"0.0.1"}]}""", "is the newest", false)]
    [InlineData("""{"releases":[]}""", "is the newest", false)]
    public async Task The_newest_of_the_list_is_told_and_nothing_is_installed(string list, string says, bool early)
    {
        var run = await AskAsync(200, list, early ? ["--pre"] : []);
        (run.Code, run.Error).ShouldBe((ExitCodes.Ok, ""));
        run.Out.ShouldContain(says);
    }

    [Theory]
    [InlineData(404, "", "HTTP 404")]
    [InlineData(200, "<html>", "it is no JSON")]
    [InlineData(200, "[]", "has no \"releases\"")]
    public async Task A_list_that_can_not_be_read_is_a_failure(int status, string body, string says)
    {
        var run = await AskAsync(status, body);
        (run.Code, run.Out).ShouldBe((ExitCodes.Failed, ""));
        run.Error.ShouldContain(says);
    }

    [Fact]
    public async Task A_list_is_read_over_https_only()
    {
        var run = await ProgramRun.OfAsync("update", "--check", "--index", "http://releases.example.test/x.json");
        run.Code.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldContain("needs an https address");
    }

    private static async Task<ProgramRun> AskAsync(int status, string body, params string[] more)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var server = builder.Build();
        server.MapGet("/index.json", () => Results.Bytes(Encoding.UTF8.GetBytes(body), "application/json", null, false, null, null) is var answer && status == 200 ? answer : Results.StatusCode(status));
        await server.StartAsync();
        return await ProgramRun.OfAsync(["update", "--check", "--index", $"{server.Urls.First()}/index.json", .. more]);
    }
}
