using Dinghy.Cli;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Doctor;

namespace Dinghy.Tests.Cli;

public sealed class DoctorTextTests
{
    private static readonly Diagnosis[] s_two =
    [
        new("a.well", null, new("好", "well"), Finding.Ok("seen")),
        new("b.bad", "main", new("行", "works"), Finding.Fail(new("坏了", "broken"), new("修", "mend it"), "code\u001b[2J\nforged") with { Link = new Uri("https://open-dev.dingtalk.com/") }),
    ];

    [Fact]
    public void What_is_not_well_comes_with_cause_proof_next_step_and_page_and_moves_no_cursor()
    {
        var text = DoctorText.Of(DoctorReport.Of(s_two, 3, Language.English), Language.English);
        text.Split('\n').ShouldBe(
        [
            "ok    a.well  well (seen)",
            "FAIL  b.bad [main]  works",
            "        cause: broken",
            "        proof: code [2J forged",
            "        next: mend it",
            "        link: https://open-dev.dingtalk.com/",
            "2 checks: 1 ok, 0 to look at, 1 failed, 0 skipped. Metered calls made: 3.",
        ]);
    }

    [Fact]
    public void What_one_thing_stands_in_the_way_of_is_one_line()
    {
        Diagnosis[] skipped = [.. new[] { "c.one", "c.two" }.Select(id => new Diagnosis(id, "main", new("行", "works"), Finding.Skip(Skips.Offline)))];
        var lines = DoctorText.Of(DoctorReport.Of([.. skipped, .. s_two], 0, Language.English), Language.English).Split('\n');
        lines[0].ShouldBe("ok    a.well  well (seen)");
        lines[^3].ShouldBe("skip  c.one [main], c.two [main]");
        lines[^2].ShouldStartWith("        cause: ");
        lines[^1].ShouldContain("2 skipped");
    }

    [Fact]
    public void In_Chinese_it_is_Chinese() =>
        DoctorText.Of(DoctorReport.Of(s_two, 3, Language.Chinese), Language.Chinese).ShouldContain("原因: 坏了");

    [Theory]
    [InlineData("en", "zh_CN.UTF-8", false)]
    [InlineData("zh", "en_US.UTF-8", true)]
    [InlineData("auto", "zh_CN.UTF-8", true)]
    [InlineData(null, "zh_TW", true)]
    [InlineData("auto", "de_DE.UTF-8", false)]
    [InlineData("auto", null, false)]
    public void The_configuration_decides_the_language_else_the_terminal(string? configured, string? lang, bool chinese) =>
        (DoctorCommand.LanguageOf(configured, name => name == "LANG" ? lang : null) == Language.Chinese).ShouldBe(chinese);
}
