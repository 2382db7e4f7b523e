using Dinghy.LogBook;
using Dinghy.Tests.Support;

namespace Dinghy.Tests.LogBook;

public sealed class LogFollowerTests
{
    [Fact]
    public void A_line_that_never_ends_is_passed_over_and_the_next_is_read()
    {
        using var home = new TempHome();
        var day = new DateOnly(2026, 11, 26);
        var folder = Directory.CreateDirectory(LogFolder.In(home.Path)).FullName;
        var file = LogFolder.FileOf(folder, day, 1);
        File.WriteAllText(file, "");
        using var follower = new LogFollower(home.Path);
        LogEntry Entry(string words) => new(new DateTimeOffset(2026, 11, 26, 8, 0, 0, TimeSpan.Zero), "info", "Dinghy.X", 1, words);
        File.AppendAllText(file, $"{Entry(new string('x', LogFollower.LongestLine)).ToJson()}\n{Entry("short").ToJson()}\n");
        follower.ReadNew().ShouldHaveSingleItem().Words.ShouldBe("short");
    }
}
