using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class Json5Tests
{
    [Fact]
    public void Everything_JSON5_allows_is_read()
    {
        var config = new ConfigWorld().Good("""
            // bare keys, single quotes, other numbers, lines that go on
            { gateway: { 'port': +0x46A0, host: '::1', }, language: "z\
            h", inbox: { max_waiting: +5, max_age: 500. }, /* the end */ }
            """.Replace("            h", "h"));

        (config.Gateway.Port, config.Gateway.Host, config.Language).ShouldBe((18080, "::1", "zh"));
        config.Inbox.MaxAge.ShouldBe(TimeSpan.FromSeconds(500));
    }

    [Theory]
    [InlineData("{ 'a\\x41\\u4e2d\\n\\v\\0\\q': 1 }", "aA中\n\v\0q")]
    [InlineData("{ $a_1: 1 }", "$a_1")]
    [InlineData("{ 钉钉: 1 }", "钉钉")]
    public void Keys_are_read_as_written(string json, string key) =>
        new ConfigWorld().Load(json).Warnings.ShouldHaveSingleItem().Path.ShouldBe(ConfigReport.Join("", key));

    [Theory]
    [InlineData("{ a: 1, b }", "line 1, column 11")]
    [InlineData("{ a: 0x }", "line 1, column 8")]
    [InlineData("{ a: 'x\n' }", "line 1, column 8")]
    [InlineData("{ a: \"\\u12\" }", "line 1, column 9")]
    [InlineData("{ a: 1 /* b }", "line 1, column 14")]
    [InlineData("{ a: truest }", "line 1, column 6")]
    [InlineData("{ a-b: 1 }", "line 1, column 4")]
    [InlineData("{ a: 1 b: 2 }", "line 1, column 8")]
    [InlineData("[1,,2]", "line 1, column 4")]
    public void What_is_no_JSON5_is_a_fault_with_line_and_column(string json, string position) =>
        new ConfigWorld().Load(json).Faults.ShouldHaveSingleItem().Found.ShouldBe("no JSON at " + position);

    [Fact]
    public void Numbers_that_are_none_are_faults_of_their_key() =>
        new ConfigWorld().Load("{ gateway: { port: Infinity }, inbox: { max_waiting: -NaN } }").Faults.Select(fault => fault.Found).ShouldBe(["-NaN", "Infinity"]);
}
