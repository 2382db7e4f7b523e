using Dinghy.Gateway.Tests.Models;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Tests.Tools;

public sealed class ToolBoxTests
{
    private readonly RecordingLogger _log = new();

    [Fact]
    public void Without_a_list_all_tools_are_allowed_and_with_an_empty_one_none()
    {
        Names(null).ShouldBe(["one", "two"]);
        Names([]).ShouldBeEmpty();
        Names(["two"]).ShouldBe(["two"]);
        _log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void A_name_that_is_no_tool_is_told_and_changes_nothing()
    {
        Names(["two", "tree\n"]).ShouldBe(["two"]);
        _log.Lines.ShouldHaveSingleItem().Text.ShouldBe("agents.default.tools names tree?, which is no tool; there are: one, two");
    }

    [Fact]
    public void A_tool_that_is_not_allowed_can_not_be_called() => Box(["two"]).Find("one").ShouldBeNull();

    private IEnumerable<string> Names(string[]? allowed) => Box(allowed).Declarations.Select(tool => tool.Name);

    private ToolBox Box(string[]? allowed) => new([new FakeTool("one"), new FakeTool("two")], allowed, new ToolLog(new Typed(_log)));

    private sealed class Typed(ILogger inner) : ILogger<ToolLog>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            inner.Log(logLevel, eventId, state, exception, formatter);
    }

    [Theory]
    [InlineData(null, "one,two")]
    [InlineData("*", "one,two,reach")]
    [InlineData("reach", "reach")]
    public void What_reaches_others_is_there_only_when_the_list_names_it(string? allowed, string names) => string.Join(',',
        new ToolBox([new FakeTool("one"), new FakeTool("two"), new FakeTool("reach") { OnlyIfNamed = true }], allowed is null ? null : [allowed], new ToolLog(new Typed(_log))).Declarations.Select(tool => tool.Name)).ShouldBe(names);
}
