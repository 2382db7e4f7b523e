using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dinghy.ConsoleTests.Lab;
using Microsoft.Playwright;

namespace Dinghy.ConsoleTests.Screens;

/// <summary>A first run by the page alone: a gateway that has neither robot nor model.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class SetupScreenTests(ConsoleFixture console)
{
    private static readonly EmulatedApp s_app = new();

    [Fact]
    public async Task The_wizard_tells_why_keys_do_not_hold_and_goes_on_when_they_do()
    {
        await using var lab = await BareAsync();
        var screen = await Screen.OpenAsync(console, lab, english: false);
        await Assertions.Expect(screen.Page.Locator("[data-screen=setup]")).ToBeVisibleAsync();
        await screen.Page.GetByLabel("Client ID").FillAsync(s_app.ClientId);
        await screen.Page.GetByLabel("Client Secret").FillAsync("wrong");
        await screen.Button("检查并保存").ClickAsync();
        await Assertions.Expect(screen.Page.Locator("[data-setup=failed]")).ToContainTextAsync("下一步");
        await screen.Page.GetByLabel("Client Secret").FillAsync(s_app.ClientSecret);
        await screen.Button("检查并保存").ClickAsync();

        await Assertions.Expect(screen.Page.GetByText("选择模型")).ToBeVisibleAsync();
        screen.Page.Url.ShouldEndWith("#/setup/model");
        await screen.Page.GetByLabel("服务商").SelectOptionAsync("openai");
        await screen.Page.GetByLabel("模型", new() { Exact = true }).FillAsync("scripted-1");
        await screen.Page.GetByLabel("API 密钥").FillAsync("lab-key");
        await screen.Page.GetByText("更多", new() { Exact = true }).ClickAsync();
        await screen.Page.GetByLabel("接口地址（可选）").FillAsync(lab.Model.BaseUrl.AbsoluteUri);
        await screen.Button("检查并保存").ClickAsync();
        await Assertions.Expect(screen.Page.GetByText("一切就绪")).ToBeVisibleAsync();
        await Assertions.Expect(screen.Page.Locator("[data-screen=setup]").GetByText("已连接钉钉")).ToBeVisibleAsync();
        var file = JsonNode.Parse(await File.ReadAllTextAsync(lab.ConfigFile, TestContext.Current.CancellationToken))!;
        (file["models"]!["default"]!.GetValue<string>(), file["channels"]!["dingtalk"]!["client_id"]!.GetValue<string>()).ShouldBe(("openai/scripted-1", s_app.ClientId));
        screen.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_code_that_is_scanned_makes_the_robot_and_its_keys_never_come_to_the_browser()
    {
        await using var lab = await BareAsync();
        var screen = await Screen.OpenAsync(console, lab, english: true);
        var answers = new ConcurrentQueue<Task<string>>();
        screen.Page.Response += (_, answer) => { if (answer.Url.Contains("/api/setup/", StringComparison.Ordinal)) answers.Enqueue(answer.TextAsync()); };
        await screen.Page.GetByRole(AriaRole.Tab, new() { Name = "Scan a code" }).ClickAsync();
        await Assertions.Expect(screen.Page.Locator("svg[role=img] path")).ToHaveAttributeAsync("d", new Regex("^M0 0h7v1h-7z", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Assertions.Expect(screen.Page.GetByText("Waiting…")).ToBeVisibleAsync();
        var made = lab.World.ConfirmRegistration(await screen.Page.Locator("[data-user-code]").InnerTextAsync()).ShouldNotBeNull();
        await Assertions.Expect(screen.Page.GetByText("Choose a model")).ToBeVisibleAsync();
        JsonNode.Parse(await File.ReadAllTextAsync(lab.ConfigFile, TestContext.Current.CancellationToken))!["channels"]!["dingtalk"]!["client_id"]!.GetValue<string>().ShouldBe(made.ClientId);
        foreach (var answer in answers) (await answer).ShouldNotContain(made.ClientSecret);
    }

    private static async Task<TestLab> BareAsync()
    {
        var lab = await TestLab.StartAsync(new LabOptions
        {
            DingTalk = new() { RegistrationInterval = TimeSpan.FromSeconds(1) },
            StartGateway = false,
            Config = config =>
            {
                config.Remove("channels");
                config["models"]!.AsObject().Remove("default");
            },
        });
        try
        {
            await lab.StartGatewayAsync(untilConnected: false);
            await lab.StatusAsync();
            // As somebody leaves it who began by hand: the wizard's keys make it whole.
            await lab.ChangeConfigAsync(config => config["channels"] = new JsonObject { ["dingtalk"] = new JsonObject { ["endpoints"] = lab.Endpoints() } });
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }
}
