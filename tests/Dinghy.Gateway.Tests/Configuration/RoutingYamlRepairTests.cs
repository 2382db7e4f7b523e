using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class RoutingYamlRepairTests
{
    [Fact]
    public void The_block_of_the_page_byte_for_byte_is_mended_and_its_valid_form_shown()
    {
        var (text, warning) = RoutingYamlRepair.Apply(ConfigWorld.Fixture("page-004-routing.yaml"), "channels.yaml");

        text.ShouldBe(
            """
            routing:
              - dept_id: "101"        # engineering
                agent: code-assistant
              - dept_id: "102"        # finance
                agent: finance-bot
            default_agent: general-assistant

            """.ReplaceLineEndings("\n"));
        warning.ShouldNotBeNull().Path.ShouldBe("channels.yaml, line 6");
        warning.Hint.ShouldContain("        agent: finance-bot\n    default_agent: general-assistant");
    }

    [Fact]
    public void It_is_mended_inside_a_longer_file_with_windows_line_ends_and_lines_keep_their_numbers()
    {
        const string before = "# ours\r\nchannels:\r\n  - type: dingtalk\r\n\r\nrouting:   # who\r\n\r\n    - dept_id: 1\r\n      agent: a\r\n    # between\r\n    default_agent: b # else\r\nmodels: {}\r\n";
        var (text, warning) = RoutingYamlRepair.Apply(before, "config.yaml");
        text.ShouldBe(before.Replace("    default_agent", "default_agent", StringComparison.Ordinal));
        warning!.Path.ShouldBe("config.yaml, line 10");
    }

    [Theory]
    [InlineData("routing:\n  - dept_id: 1\n    agent: a\ndefault_agent: b\n")]
    [InlineData("routing:\n- dept_id: 1\n  agent: a\ndefault_agent: b\n")]
    [InlineData("routing:\n  - dept_id: 1\n    default_agent: b\n")]
    [InlineData("routing:\n  default_agent: b\n")]
    [InlineData("routing:\n  - dept_id: 1\n  other: b\n")]
    [InlineData("routing:\n  - dept_id: 1\n  default_agent:\n")]
    [InlineData("other:\n  - dept_id: 1\n  default_agent: b\n")]
    [InlineData("routing: []\n")]
    [InlineData("routing:\n")]
    [InlineData("")]
    public void Everything_else_stays_as_it_is(string text)
    {
        var (after, warning) = RoutingYamlRepair.Apply(text, "config.yaml");
        after.ShouldBe(text);
        warning.ShouldBeNull();
    }
}
