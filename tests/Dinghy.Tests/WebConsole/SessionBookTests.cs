using Dinghy.Tests.Support;
using Dinghy.WebConsole;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Tests.WebConsole;

/// <summary>How long a session lives, and how many there are.</summary>
public sealed class SessionBookTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void A_session_that_is_used_lives_for_a_week_and_no_longer()
    {
        var book = Book();
        var cookie = Begin(book, "u1");
        for (var hours = 0; hours + 11 < 7 * 24; hours += 11)
        {
            _time.Advance(TimeSpan.FromHours(11));
            book.Find(Asking(cookie)).ShouldNotBeNull($"after {hours + 11} hours");
        }

        _time.Advance(TimeSpan.FromHours(11));
        book.Find(Asking(cookie)).ShouldBeNull();
    }

    [Fact]
    public void One_that_nobody_uses_ends_after_half_a_day_also_over_a_restart()
    {
        var cookie = Begin(Book(), "u1");
        _time.Advance(TimeSpan.FromHours(12) - TimeSpan.FromSeconds(1));
        Book().Find(Asking(cookie)).ShouldNotBeNull();
        _time.Advance(TimeSpan.FromHours(12));
        Book().Find(Asking(cookie)).ShouldBeNull();
    }

    [Fact]
    public void One_by_the_token_ends_after_a_day()
    {
        var book = Book();
        var cookie = Begin(book, null);
        for (var i = 0; i < 2; i++)
        {
            _time.Advance(TimeSpan.FromHours(11));
            book.Find(Asking(cookie)).ShouldNotBeNull();
        }

        _time.Advance(TimeSpan.FromHours(2));
        book.Find(Asking(cookie)).ShouldBeNull();
    }

    [Fact]
    public void Somebody_who_signs_in_again_and_again_pushes_out_only_themselves()
    {
        var book = Book();
        var other = Begin(book, "u2");
        var mine = new List<string>();
        for (var i = 0; i < SessionBook.MostOfOne + 1; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            mine.Add(Begin(book, "u1"));
        }

        book.Find(Asking(mine[0])).ShouldBeNull();
        foreach (var cookie in mine.Skip(1)) book.Find(Asking(cookie)).ShouldNotBeNull();
        book.Find(Asking(other)).ShouldNotBeNull();
    }

    [Fact]
    public void There_are_never_more_than_there_may_be()
    {
        var book = Book();
        for (var i = 0; i < SessionBook.Most + 5; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Begin(book, $"u{i}");
        }

        System.Text.RegularExpressions.Regex.Count(File.ReadAllText(_home.File(SessionBook.FileName)), "\"hash\"").ShouldBe(SessionBook.Most);
    }

    [Fact]
    public void A_book_that_was_made_early_knows_what_ended_before_it_was_opened()
    {
        var before = Book();
        var cookie = Begin(before, "u1");
        var successor = Book();
        before.End(new DefaultHttpContext(), before.Find(Asking(cookie)).ShouldNotBeNull());
        successor.Find(Asking(cookie)).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[{}]")]
    [InlineData("null")]
    public void A_broken_file_of_sessions_is_as_none(string text)
    {
        _home.With(SessionBook.FileName, text);
        var book = Book();
        book.Find(Asking(Begin(book, "u1"))).ShouldNotBeNull();
    }

    [Fact]
    public void A_hash_out_of_the_file_opens_nothing()
    {
        var book = Book();
        Begin(book, "u1");
        var hash = System.Text.RegularExpressions.Regex.Match(File.ReadAllText(_home.File(SessionBook.FileName)), "[0-9a-f]{64}").Value;
        book.Find(Asking($"{book.CookieName}={hash}")).ShouldBeNull();
    }

    private SessionBook Book() => new(_home.Path, new string('a', 64), new ConsoleLog(NullLogger<ConsoleLog>.Instance), _time);

    /// <returns>As a browser sends it.</returns>
    private static string Begin(SessionBook book, string? staffId)
    {
        var http = new DefaultHttpContext();
        book.Begin(http, staffId, staffId is null ? null : "main");
        return http.Response.Headers.SetCookie.ToString().Split(';')[0];
    }

    private static HttpRequest Asking(string cookie)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Cookie = cookie;
        return http.Request;
    }
}
