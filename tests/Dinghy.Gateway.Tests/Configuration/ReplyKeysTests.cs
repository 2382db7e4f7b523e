using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class ReplyKeysTests
{
    /// <summary>As OpenClaw's HTTP-mode page prints it, as JSON.</summary>
    private const string PageFormat =
        """
        "response_format": { "type": "dingtalk_action_card", "btn_orientation": "1", "buttons": [
          { "title": "Approve", "action_url": "dingtalk://dingtalkclient/action/approve" },
          { "title": "Reject", "action_url": "dingtalk://dingtalkclient/action/reject" } ] }
        """;

    [Fact]
    public void Every_key_of_the_channel_is_read()
    {
        var account = Good(
            """
            "reply": { "style": "card", "card_after": "1.5s", "card_template_id": "ai_card", "ai_label": false, "feedback": false, "status_line": false, "file_above": 0,
              "file_format": "zip", "mention_asker": true, "reasoning": "card", "reaction": true },
            "reasoning_channel_id": "cidX==", "rate_limit": { "messages_per_minute": 7, "scope": "robot" }, "batch_responses": false
            """);

        account.Reply.ShouldBe(new ReplyConfig
        {
            Style = ReplyStyle.Card, CardAfter = TimeSpan.FromSeconds(1.5), Card = account.Reply.Card, AiLabel = false, Feedback = false, StatusLine = false, FileAbove = 0,
            FileFormat = LongAnswerFile.Zip, MentionAsker = true, Reasoning = ReasoningDisplay.Card, Reaction = true,
        });
        (account.Reply.Card!.TemplateId, account.Reply.Card.Content).ShouldBe(("02fcf2f4-5e02-4a85-b672-46d1f715543e.schema", "msgContent"));
        (account.ReasoningChannelId, account.BatchResponses).ShouldBe(("cidX==", false));
        account.RateLimit.ShouldBe(new RateLimitConfig { MessagesPerMinute = 7, Scope = RateScope.Robot });
    }

    [Fact]
    public void Every_key_beside_the_channel_is_read()
    {
        var config = new ConfigWorld().Good(
            """
            { "quota": { "monthly_calls": 1, "monthly_pushes": 2, "api_per_second": 3, "process_per_second": 4 }, "owners": ["boss", 42],
              "attachments": { "max_mb": 5, "keep": "2d", "max_total_mb": 50, "text_chars": 2000, "timeout": "7s" },
              "models": { "image_model": "qwen/qwen3-vl-plus", "providers": { "lab": { "base_url": "http://127.0.0.1:1/v1", "vision": true } } },
              "agents": { "default": { "tools": ["send_file"], "workspace": "files", "response_format": { "buttons": [{ "title": "t", "action_url": "u" }] } } } }
            """);

        config.Quota.ShouldBe(new QuotaConfig { MonthlyCalls = 1, MonthlyPushes = 2, ApiPerSecond = 3, ProcessPerSecond = 4 });
        config.Attachments.ShouldBe(new AttachmentsConfig { MaxBytes = 5_242_880, Keep = TimeSpan.FromDays(2), MaxTotalBytes = 52_428_800, TextChars = 2000, Timeout = TimeSpan.FromSeconds(7) });
        config.Owners.Order().ShouldBe(["42", "boss"]);
        (config.Models.ImageModel, config.Models.Providers["lab"].Vision).ShouldBe(("qwen/qwen3-vl-plus", true));
        config.Agents.Default.Tools.ShouldBe(["send_file"]);
        config.Agents.Default.Workspace.ShouldBe(Path.Combine(config.Home, "files"));
        config.Agents.Default.ResponseFormat!.Buttons.ShouldBe([new ButtonConfig("t", "u")]);
    }

    [Fact]
    public void Response_format_is_read_as_the_HTTP_mode_page_prints_it()
    {
        var format = Good(PageFormat).ResponseFormat!;

        format.Horizontal.ShouldBeTrue();
        format.Buttons.ShouldBe([new("Approve", "dingtalk://dingtalkclient/action/approve"), new("Reject", "dingtalk://dingtalkclient/action/reject")]);
    }

    [Theory]
    [InlineData("ai_crad", "did you mean ai_card?")]
    [InlineData("382e4302-551d-4880-bf29-a30acfab2e71", "ends with .schema")]
    [InlineData("ai_card", null)]
    [InlineData("382e4302-551d-4880-bf29-a30acfab2e71.schema", null)]
    public void A_template_that_is_no_templates_id_is_warned_of(string written, string? hint)
    {
        var warnings = new ConfigWorld().Load(ConfigWorld.Channel($$""" "reply": { "card_template_id": "{{written}}" } """)).Warnings;
        if (hint is null) warnings.ShouldBeEmpty();
        else warnings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(one => one.Path.ShouldBe("channels.dingtalk.reply.card_template_id"), one => one.Hint.ShouldContain(hint));
    }

    [Theory]
    [InlineData(""" "reasoning": "card" """, "without card_template_id")]
    [InlineData(""" "reasoning": "card", "card_template_id": "ai_card" """, "without a variable")]
    [InlineData(""" "reasoning": "card", "card_template_id": "ai_card", "card_fields": { "reasoning": "thoughts" } """, null)]
    [InlineData(""" "reasoning": "hidden", "card_template_id": "ai_card" """, null)]
    public void Thoughts_that_no_card_can_show_are_warned_of(string reply, string? found)
    {
        var warnings = new ConfigWorld().Load(ConfigWorld.Channel($$""" "reply": { {{reply}} } """)).Warnings;
        if (found is null) warnings.ShouldBeEmpty();
        else warnings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(one => one.Path.ShouldBe("channels.dingtalk.reply.reasoning"), one => one.Found.ShouldContain(found));
    }

    [Theory]
    [InlineData("""{ "type": "feed_card" }""", "type")]
    [InlineData("""{ "btn_orientation": "2", "buttons": [{ "title": "t", "action_url": "u" }] }""", "btn_orientation")]
    [InlineData("""{ "buttons": [{ "title": "t" }] }""", "buttons[0].action_url")]
    [InlineData("""{ "buttons": ["t"] }""", "buttons")]
    [InlineData("""{ "buttons": { "title": "t" } }""", "buttons")]
    public void Faults_of_a_response_format_name_their_place(string format, string path) =>
        new ConfigWorld().Load(ConfigWorld.Channel($"\"response_format\": {format}")).Faults.ShouldHaveSingleItem().Path.ShouldBe($"channels.dingtalk.response_format.{path}");

    [Theory]
    [InlineData("ai_markdown", "382e4302-551d-4880-bf29-a30acfab2e71.schema", "msgContent")]
    [InlineData("382e4302-551d-4880-bf29-a30acfab2e71.schema", "382e4302-551d-4880-bf29-a30acfab2e71.schema", "msgContent")]
    [InlineData("community", "675cde2f-f526-40cb-b828-f5b2b57b8b77.schema", "content")]
    [InlineData("mine.schema", "mine.schema", "content")]
    public void Template_is_known_by_name_or_id_or_is_ones_own(string written, string id, string content)
    {
        var card = Good($"\"reply\": {{ \"card_template_id\": \"{written}\" }}").Reply.Card!;

        (card.TemplateId, card.Content).ShouldBe((id, content));
    }

    [Fact]
    public void Fields_of_ones_own_template_are_read_and_a_dash_means_none()
    {
        var card = Good("""
            "reply": { "card_template_id": "mine.schema", "card_fields": { "content": "c", "status": "-", "title": "t", "reasoning": "r", "steps": "s",
              "status_line": "l", "buttons": "b", "stop_shown": "-", "stop_action": "halt", "up_action": "good", "down_action": "bad" } }
            """).Reply.Card!;

        card.ShouldBe(new CardTemplateConfig
        {
            TemplateId = "mine.schema", Content = "c", Status = null, Title = "t", Reasoning = "r", Steps = "s", StatusLine = "l", Buttons = "b",
            StopShown = null, StopAction = "halt", UpAction = "good", DownAction = "bad", Fixed = card.Fixed,
        });
        card.Fixed.ShouldBeEmpty();
    }

    [Fact]
    public void Style_card_without_a_template_is_a_warning() => new ConfigWorld().Load(ConfigWorld.Channel("\"reply\": { \"style\": \"card\" }"))
        .Warnings.ShouldHaveSingleItem().Path.ShouldBe("channels.dingtalk.reply.style");

    [Fact]
    public void Card_template_of_an_OpenClaw_plugin_is_ours() =>
        Good("\"cardTemplateId\": \"ai_card\"").Reply.Card!.Content.ShouldBe("msgContent");

    private static AccountConfig Good(string keys) => new ConfigWorld().Good(ConfigWorld.Channel(keys)).Accounts[0];
}
