using System.Text.Json;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class SchemaTests
{
    [Fact]
    public void Schema_and_readers_know_the_same_keys()
    {
        var report = new ConfigReport();
        ConfigLoader.Load(ConfigWorld.WithPair().Put(ConfigWorld.DefaultFile, """{ "models": { "providers": { "lab": { "models": [{}] } } }, "channels": { "dingtalk": { "groups": { "cid": {} }, "reply": { "card_template_id": "x" }, "response_format": { "buttons": [{}] } } }, "routing": [{}], "agents": { "list": [{}], "default": { "knowledge": [{ "visible_to": {} }] } }, "tools": { "rules": { "x": {} }, "mcp": { "servers": { "one": { "command": "x" } } } } }""").Source(), report);

        report.Asked.Order().ShouldBe(Names(ConfigSchema.Shape).Except(["$schema"]).Distinct().Order());
    }

    [Fact]
    public void Every_key_has_a_description_and_every_deprecated_one_a_rewriting()
    {
        using var schema = JsonDocument.Parse(ConfigSchema.Text);
        schema.RootElement.GetProperty("$schema").GetString().ShouldBe("https://json-schema.org/draft/2020-12/schema");
        var dialect = new List<string>();
        foreach (var (name, key) in Keys(schema.RootElement))
        {
            key.GetProperty("description").GetString().ShouldNotBeNullOrWhiteSpace(name);
            if (key.TryGetProperty("deprecated", out _))
                dialect.Add(name);
        }

        // SpellingTests and PageBlocksTests show what becomes of each; version alone means nothing.
        dialect.ShouldBe(
            ["version", "channel_list", "type", "settings", "mention_only", "group_enabled", "message_type", "card_template_id", "text_chunk_limit", "token", "aes_key", "name", "secrets", "bindings", "dispatch", "interval", "mcp", "mcp_servers"],
            ignoreOrder: true);
    }

    [Fact]
    public void Defaults_of_the_schema_are_those_of_the_typed_tree()
    {
        var config = ConfigWorld.WithPair().Good();
        var account = config.Accounts[0];
        var typed = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["timeout_seconds"] = $"{config.Models.TimeoutSeconds}",
            ["dm_scope"] = config.Session.Scopes.Dm.ToString().ToLowerInvariant(),
            ["group_scope"] = config.Session.Scopes.Group.ToString().ToLowerInvariant(),
            ["queue"] = "followup",
            ["idle_minutes"] = $"{config.Session.Reset.Idle?.TotalMinutes ?? 0}",
            ["max_age"] = $"{config.Inbox.MaxAge.TotalHours}h",
            ["max_waiting"] = $"{config.Inbox.MaxWaiting}",
            ["host"] = config.Gateway.Host,
            ["port"] = $"{config.Gateway.Port}",
            ["language"] = config.Language,
            ["enabled"] = "True",
            ["mode"] = account.Mode.ToString().ToLowerInvariant(),
            ["listen"] = account.Http.Listen.ToString(),
            ["path"] = account.Http.Path,
            ["address_list"] = account.Http.AddressList.Count == 0 ? "[]" : "entries",
            ["trusted_proxies"] = account.Http.TrustedProxies.Count == 0 ? "[]" : "entries",
            ["max_body_kb"] = $"{account.Http.MaxBodyBytes / 1024}",
            ["allow_from"] = account.AllowFrom.Count == 0 ? "[]" : "entries",
            ["allow_external"] = $"{account.AllowExternal}",
            ["group_allow_from"] = account.GroupAllowFrom.Count == 0 ? "[]" : "entries",
            ["mention_only"] = $"{account.GroupTrigger.MentionOnly}",
            ["prefixes"] = account.GroupTrigger.Prefixes.Count == 0 ? "[]" : "entries",
            ["per_minute"] = $"{account.PersonLimits.PerMinute}",
            ["per_day"] = $"{account.PersonLimits.PerDay}",
            ["refusal_text"] = $"{account.RefusalText.Said}",
            ["welcome"] = $"{account.Welcome.Said}",
            ["style"] = account.Reply.Style.ToString().ToLowerInvariant(),
            ["part_chars"] = $"{account.Reply.PartChars}",
            ["card_after"] = $"{account.Reply.CardAfter.TotalMilliseconds}ms",
            ["status_line"] = $"{account.Reply.StatusLine}",
            ["feedback"] = $"{account.Reply.Feedback}",
            ["ai_label"] = $"{account.Reply.AiLabel}",
            ["file_above"] = $"{account.Reply.FileAbove}",
            ["file_format"] = account.Reply.FileFormat.ToString().ToLowerInvariant(),
            ["mention_asker"] = $"{account.Reply.MentionAsker}",
            ["reasoning"] = account.Reply.Reasoning.ToString().ToLowerInvariant(),
            ["reaction"] = $"{account.Reply.Reaction}",
            ["messages_per_minute"] = $"{account.RateLimit.MessagesPerMinute}",
            ["scope"] = account.RateLimit.Scope.ToString().ToLowerInvariant(),
            ["track_read"] = $"{account.TrackRead}",
            ["batch_responses"] = $"{account.BatchResponses}",
            ["monthly_calls"] = $"{config.Quota.MonthlyCalls}",
            ["monthly_pushes"] = $"{config.Quota.MonthlyPushes}",
            ["api_per_second"] = $"{config.Quota.ApiPerSecond}",
            ["process_per_second"] = $"{config.Quota.ProcessPerSecond}",
            ["max_mb"] = $"{config.Attachments.MaxBytes / 1024 / 1024}",
            ["keep"] = $"{config.Attachments.Keep.TotalDays}d",
            ["max_total_mb"] = $"{config.Attachments.MaxTotalBytes / 1024 / 1024}",
            ["text_chars"] = $"{config.Attachments.TextChars}",
            ["timeout"] = $"{config.Attachments.Timeout.TotalSeconds}s",
            ["confirm_above"] = $"{config.Tools.Organisation.ConfirmAbove}",
            ["max_recipients"] = $"{config.Tools.Organisation.MaxRecipients}",
            ["contact_details"] = $"{config.Tools.Organisation.ContactDetails}",
            ["rescan"] = $"{config.Knowledge.Rescan.TotalMinutes}m",
            ["currency"] = config.Budgets.Currency,
            ["on_limit"] = config.Budgets.Refuses ? "refuse" : "warn",
            ["max_per_person"] = $"{config.Schedules.MaxPerPerson}",
            ["pause_after"] = $"{config.Schedules.PauseAfter}",
            ["every"] = $"{config.Heartbeat.Every.TotalMinutes}m",
            ["approval_timeout"] = $"{config.Tools.ApprovalTimeout.TotalMinutes}m",
            ["max_results"] = "5",
            ["level"] = config.Logs.Level == Microsoft.Extensions.Logging.LogLevel.Information ? "info" : "another",
            ["max_file_mb"] = $"{config.Logs.MaxFileMegabytes}",
            ["max_files"] = $"{config.Logs.MaxFiles}",
            ["files"] = config.Memory.Files.ToString().ToLowerInvariant(),
            ["facts"] = $"{config.Memory.Facts}",
            ["texts"] = $"{config.Retention.Texts?.TotalDays}d",
            ["traces"] = $"{config.Retention.Traces?.TotalDays}d",
            ["people"] = $"{config.Retention.People?.TotalDays}d",
            ["decisions"] = $"{config.Retention.Decisions?.TotalDays}d",
            ["hour"] = $"{config.Retention.Hour}",
            ["pause"] = $"{config.Takeover.Pause.TotalMinutes}m",
            ["human"] = config.Takeover.Human.ToString().ToLowerInvariant(),
            ["owners"] = config.Owners.Count == 0 ? "[]" : "entries",
            ["workspace"] = Path.GetFileName(config.Agents.Default.Workspace),
            ["rounds"] = $"{config.Agents.Default.Limits.Rounds}",
            ["minutes"] = $"{config.Agents.Default.Limits.Time.TotalMinutes}",
            ["tokens"] = $"{config.Agents.Default.Limits.Tokens}",
            ["default_agent"] = config.Routing.DefaultAgent,
            ["type"] = "dingtalk_action_card",
            ["btn_orientation"] = new ResponseFormatConfig().Horizontal ? "1" : "0",
            ["api"] = account.Endpoints.Api.OriginalString,
            ["oapi"] = account.Endpoints.OApi.OriginalString,
        };

        using var schema = JsonDocument.Parse(ConfigSchema.Text);
        var published = Keys(schema.RootElement).Where(key => key.Value.TryGetProperty("default", out _))
            .ToDictionary(key => key.Name, key => key.Value.GetProperty("default").ToString(), StringComparer.Ordinal);

        published.OrderBy(pair => pair.Key).ShouldBe(typed.OrderBy(pair => pair.Key));
    }

    [Theory]
    [InlineData("configuration.md")]
    [InlineData("configuration.zh-CN.md")]
    public void Both_documents_name_every_key_and_every_variable(string document)
    {
        var text = ConfigWorld.Fixture(document);
        using var schema = JsonDocument.Parse(ConfigSchema.Text);

        foreach (var (name, _) in Keys(schema.RootElement))
            text.ShouldContain(name, Case.Sensitive, $"{document} says nothing of {name}");
        foreach (var variable in (string[])[.. EnvironmentLayer.IdVariables, .. EnvironmentLayer.SecretVariables, "DINGHY__", "DINGHY_HOME"])
            text.ShouldContain(variable);
    }

    [Theory]
    [InlineData("configuration.md")]
    [InlineData("configuration.zh-CN.md")]
    public void Every_JSON_example_of_the_documents_loads_without_a_warning(string document)
    {
        var examples = ConfigWorld.Fixture(document).Split("```jsonc\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)]).ToList();
        examples.Count.ShouldBeGreaterThan(3);

        foreach (var example in examples)
        {
            var world = example.Contains("YOUR_CLIENT_ID") ? ConfigWorld.WithPair() : new ConfigWorld();
            foreach (var variable in (string[])["DASHSCOPE_API_KEY", "HQ_APP_SECRET", "DINGTALK_APP_SECRET"])
            {
                if (example.Contains($"${{{variable}}}"))
                    world.Set(variable, "value");
            }

            world.Put("/run/secrets/branch", "value");
            var result = world.Load(example);
            ConfigWorld.AllText(result with { Notes = [] }).ShouldBeEmpty(example);
            result.Config.ShouldNotBeNull(example);
        }
    }

    private static IEnumerable<string> Names(ConfigShape shape)
    {
        foreach (var child in shape.Keys.Values.Where(child => !child.Dialect))
        {
            yield return child.Name;
            foreach (var name in Names(child).Concat(child.Each is { } each ? Names(each) : []))
                yield return name;
        }
    }

    private static IEnumerable<(string Name, JsonElement Value)> Keys(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            yield break;
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name is "properties" or "$defs")
            {
                foreach (var key in property.Value.EnumerateObject())
                {
                    if (property.Name == "properties" && !key.NameEquals("$schema"))
                        yield return (key.Name, key.Value);
                    foreach (var inner in Keys(key.Value))
                        yield return inner;
                }
            }
            else if (property.NameEquals("additionalProperties"))
            {
                foreach (var inner in Keys(property.Value))
                    yield return inner;
            }
        }
    }
}
