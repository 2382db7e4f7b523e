using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dinghy.ConsoleTests.Lab;
using Microsoft.Playwright;

namespace Dinghy.ConsoleTests.Screens;

/// <summary>The configuration of the running gateway by form, as text, and back again.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class ConfigScreenTests(ConsoleFixture console)
{
    [Theory]
    [InlineData(false, "模型这么多秒没有输出即放弃", "保存", "取消")]
    [InlineData(true, "A model that sends no token for so many seconds is given up.", "Save", "Cancel")]
    public async Task A_key_is_set_by_the_form_made_from_the_schema_and_taken_out_again(bool english, string help, string save, string cancel)
    {
        var screen = await Screen.OpenAsync(console, english: english);
        await screen.GoAsync("config");
        await screen.Page.GetByRole(AriaRole.Searchbox).FillAsync("timeout_seconds");
        var key = screen.Page.Locator("[data-key='models.timeout_seconds']");
        await Assertions.Expect(key).ToContainTextAsync(help);
        var input = key.GetByRole(AriaRole.Spinbutton);
        await input.FillAsync("41");
        await Assertions.Expect(key.GetByRole(AriaRole.Button, new() { Name = cancel })).ToBeVisibleAsync();
        await key.GetByRole(AriaRole.Button, new() { Name = save }).ClickAsync();
        await Assertions.Expect(screen.Page.Locator("[data-outcome=done]")).ToBeVisibleAsync();
        (await WrittenAsync()).ShouldBe(41);

        await input.FillAsync("");
        await key.GetByRole(AriaRole.Button, new() { Name = save }).ClickAsync();
        await Assertions.Expect(input).ToHaveValueAsync("");
        await Assertions.Expect(key.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        (await WrittenAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_fault_in_the_text_is_found_with_its_path_before_anything_is_saved()
    {
        var screen = await Screen.OpenAsync(console);
        await screen.GoAsync("config/raw");
        var editor = screen.Page.GetByRole(AriaRole.Textbox, new() { Name = "原文" });
        await Assertions.Expect(editor).ToHaveValueAsync(new Regex("dingtalk", RegexOptions.None, TimeSpan.FromSeconds(1)));
        var text = await editor.InputValueAsync();
        await editor.FillAsync($"{text[..text.LastIndexOf('}')].TrimEnd()},\n  \"default_agent\": \"nobody\"\n}}\n");
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Figure)).ToContainTextAsync("nobody");
        await screen.Button("检查").ClickAsync();
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("有错误，不能保存");
        await Assertions.Expect(screen.Page.GetByText("default_agent", new() { Exact = true })).ToBeVisibleAsync();
        await screen.Button("放弃修改").ClickAsync();
        await Assertions.Expect(editor).ToHaveValueAsync(text);
    }

    [Fact]
    public async Task An_earlier_version_is_compared_and_brought_back_after_a_question()
    {
        foreach (var seconds in (int[])[47, 48]) await console.PostAsync("/config/set", new() { ["path"] = "models.timeout_seconds", ["value"] = seconds });
        var screen = await Screen.OpenAsync(console, english: true);
        var shown = await screen.GoAsync("config/history");
        await shown.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^#", RegexOptions.None, TimeSpan.FromSeconds(1)) }).First.ClickAsync();
        // With a blank or without, as the file was written when the key first came into it.
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Figure)).ToContainTextAsync(new Regex("\"timeout_seconds\": ?47\\b", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await screen.Button("Roll back").ClickAsync();
        await screen.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Roll back" }).ClickAsync();
        await Assertions.Expect(screen.Page.Locator("[data-outcome=done]")).ToContainTextAsync("Saved, and in force");
        (await WrittenAsync()).ShouldBe(47);
        await console.PostAsync("/config/set", new() { ["path"] = "models.timeout_seconds", ["value"] = 45 });
    }

    [Fact]
    public async Task What_would_let_a_program_run_waits_for_a_yes_on_the_machine()
    {
        var screen = await Screen.OpenAsync(console, english: true);
        await screen.GoAsync("config");
        await screen.Page.GetByRole(AriaRole.Searchbox).FillAsync("tools.mcp.servers");
        var key = screen.Page.Locator("[data-key='tools.mcp.servers']");
        await key.GetByRole(AriaRole.Textbox).FillAsync("""{ "lab": { "command": "true" } }""");
        await key.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(screen.Page.Locator("[data-outcome=pending]")).ToContainTextAsync("dinghy config approve");
        await screen.Page.GetByText("A change waits for a yes on the machine").ClickAsync();
        await Assertions.Expect(screen.Page.GetByText("tools.mcp.servers.lab.command")).ToBeVisibleAsync();
        var (code, printed, words) = await console.Lab.CliAsync("config", "pending", "--json");
        code.ShouldBe(0, words);
        (await console.Lab.CliAsync("config", "deny", JsonNode.Parse(printed)![0]!["id"]!.GetValue<string>())).Code.ShouldBe(0);
        await screen.Page.ReloadAsync();
        await Assertions.Expect(screen.Page.GetByText("A change waits for a yes on the machine")).ToHaveCountAsync(0);
    }

    private async Task<int?> WrittenAsync()
    {
        var text = await File.ReadAllTextAsync(console.Lab.ConfigFile, TestContext.Current.CancellationToken);
        return (int?)JsonNode.Parse(text)!["models"]!["timeout_seconds"];
    }
}
