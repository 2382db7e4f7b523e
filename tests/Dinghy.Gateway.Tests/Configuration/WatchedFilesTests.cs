using System.Text;
using Dinghy.Gateway.Configuration.Files;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class WatchedFilesTests
{
    private readonly Dictionary<string, string> _disk = new(StringComparer.Ordinal) { ["a"] = "one", ["b"] = "two" };

    [Fact]
    public void What_was_read_is_compared_by_what_it_says()
    {
        var files = Files();
        files.Read("a", 100);
        files.Difference().ShouldBeNull();
        _disk["a"] = "other";
        var first = files.Difference().ShouldNotBeNull();
        files.Difference().ShouldBe(first, "as long as it says the same it has settled");
        _disk["a"] = "another";
        files.Difference().ShouldNotBe(first);
        _disk["a"] = "one";
        files.Difference().ShouldBeNull();
    }

    [Fact]
    public void A_file_that_was_missing_is_watched_for_its_coming_and_one_that_goes_is_a_difference()
    {
        var files = Files();
        Should.Throw<FileNotFoundException>(() => files.Read("c", 100));
        files.Read("a", 100);
        files.Difference().ShouldBeNull();
        _disk["c"] = "there";
        files.Difference().ShouldNotBeNull();
        _disk.Remove("c");
        files.Difference().ShouldBeNull();
        _disk.Remove("a");
        files.Difference().ShouldNotBeNull();
    }

    [Fact]
    public void What_the_next_load_does_not_read_any_more_is_not_watched()
    {
        var files = Files();
        files.Read("a", 100);
        files.Read("b", 100);
        files.Forget();
        files.Read("a", 100);
        _disk["b"] = "changed";
        files.Difference().ShouldBeNull();
    }

    [Fact]
    public void What_made_the_configuration_that_holds_is_missed_when_it_has_gone()
    {
        var files = Files();
        files.Read("a", 100);
        files.Read("b", 100);
        files.Keep();
        _disk.Remove("b");
        files.Forget();
        files.Read("a", 100);
        foreach (var missing in new[] { "b", "c" }) Should.Throw<FileNotFoundException>(() => files.Read(missing, 100));
        files.Vanished.ShouldBe(["b"], "c never was");
    }

    private WatchedFiles Files() => new((path, limit) =>
        _disk.TryGetValue(path, out var text) ? Encoding.UTF8.GetBytes(text)[..Math.Min(text.Length, limit + 1)] : throw new FileNotFoundException(path));
}
