using Dinghy.WebConsole;

namespace Dinghy.Tests.WebConsole;

/// <summary>How long codes live, how often one may try, and how many there are.</summary>
public sealed class LoginCodesTests
{
    private const string Mine = "browser of theirs";

    private readonly ManualTimeProvider _time = new();
    private readonly LoginCodes _codes;

    public LoginCodesTests() => _codes = new(_time);

    [Fact]
    public void A_code_works_once_and_dies_after_five_minutes_or_five_tries()
    {
        var first = _codes.Issue("u1", "main", Mine);
        _codes.Take("u1", Mine, first).ShouldBe("main");
        _codes.Take("u1", Mine, first).ShouldBeNull();

        var second = _codes.Issue("u1", "main", Mine);
        for (var i = 0; i < LoginCodes.Tries; i++) _codes.Take("u1", Mine, "AAAA1111").ShouldBeNull();
        _codes.Take("u1", Mine, second).ShouldBeNull("tried too often");

        var third = _codes.Issue("u1", "main", Mine);
        _time.Advance(LoginCodes.Life);
        _codes.Take("u1", Mine, third).ShouldBeNull("too late");
    }

    [Fact]
    public void Somebody_elses_browser_can_neither_use_up_a_code_nor_put_another_in_its_place()
    {
        var code = _codes.Issue("u1", "main", Mine);
        for (var i = 0; i < 2 * LoginCodes.Tries; i++) _codes.Take("u1", "stranger's", "AAAA1111").ShouldBeNull();
        var theirs = _codes.Issue("u1", "main", "stranger's");
        _codes.Take("u1", Mine, theirs).ShouldBeNull();
        _codes.Take("u1", "", code).ShouldBeNull();
        _codes.Take("u1", Mine, code).ShouldBe("main");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_a_minute_and_few_an_hour_may_be_asked_for_whoever_it_is(bool known)
    {
        _codes.Ask("u1", known).ShouldBeNull();
        _codes.Ask("u1", known).ShouldBe(TimeSpan.FromMinutes(1));
        _codes.Ask("u2", known).ShouldBeNull();
        for (var i = 1; i < LoginCodes.MostAnHour; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            _codes.Ask("u1", known).ShouldBeNull();
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        _codes.Ask("u1", known).ShouldBe(TimeSpan.FromMinutes(60 - LoginCodes.MostAnHour));
        _time.Advance(TimeSpan.FromMinutes(60 - LoginCodes.MostAnHour));
        _codes.Ask("u1", known).ShouldBeNull();
    }
}
