using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Editing;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class ConfigEditorTests : IDisposable
{
    private const string Written = """
        {
          // the robot
          "channels": { "dingtalk": { "clientId": "dinga", "client_secret": "hush-hush", "own_note": 1 } },
          "gateway": { "port": 0 }, // free
          "models": { "providers": { "lab": { "base_url": "http://127.0.0.1:1/v1", "api_key": "${LAB_KEY}" }, "b": { "api_key": "hush-key" } } },
        }
        """;

    private readonly TempHome _home = new();
    private readonly ManualTimeProvider _time = new(Said.At);

    private string ConfigFile => Path.Combine(_home.Path, "config.json");

    public void Dispose() => _home.Dispose();

    [Fact]
    public void A_good_edit_changes_one_key_and_keeps_the_rest_and_what_was()
    {
        Write(Written);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(ConfigFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        Editor().Set("gateway.port", "18999").ShouldBe(new EditResult(true, $"{ConfigFile}: gateway.port is changed.", [], []), Same.Instance);

        File.ReadAllText(ConfigFile).ShouldBe(Written.Replace("\"port\": 0", "\"port\": 18999"));
        File.ReadAllText(History().List(ConfigFile).ShouldHaveSingleItem().File).ShouldBe(Written);
        if (OperatingSystem.IsWindows()) return;
        File.GetUnixFileMode(ConfigFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, "a group that may read it still may");
        File.GetUnixFileMode(History().List(ConfigFile)[0].File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData("gateway.port", "high", "gateway.port")]
    [InlineData("channels.dingtalk.client_id", "YOUR_CLIENT_ID", "channels.dingtalk.clientId")]
    [InlineData("channels.dingtalk.reply", "[1]", "channels.dingtalk.reply")]
    public void A_bad_edit_is_refused_with_its_fault_and_changes_nothing(string key, string value, string path)
    {
        Write(Written);

        var result = Editor().Set(key, value);

        result.Done.ShouldBeFalse();
        result.Faults.ShouldHaveSingleItem().Path.ShouldBe(path);
        File.ReadAllText(ConfigFile).ShouldBe(Written);
        Directory.GetFileSystemEntries(_home.Path).ShouldBe([ConfigFile]);
    }

    [Fact]
    public void An_unknown_key_is_written_with_a_warning()
    {
        Write(Written);

        Editor().Set("gateway.ports", "1").Warnings.ShouldHaveSingleItem().Hint.ShouldBe("did you mean port?");
    }

    [Fact]
    public void Words_are_texts_where_texts_belong()
    {
        Write(Written);
        Editor().Set("channels.dingtalk.bot_name", "true").Done.ShouldBeTrue();
        Editor().Set("channels.dingtalk.batch_responses", "false").Done.ShouldBeTrue();
        Editor().Set("owners", "[\"a\", 12]").Done.ShouldBeTrue();
        Editor().Set("language", "\"zh\"").Done.ShouldBeTrue();

        var config = ConfigLoader.Load(Source()).Config.ShouldNotBeNull();
        (config.Accounts[0].BotName, config.Accounts[0].BatchResponses, config.Language).ShouldBe(("true", false, "zh"));
        config.Owners.ShouldBe(["a", "12"], ignoreOrder: true);
    }

    [Fact]
    public void A_file_with_faults_may_be_mended_one_key_at_a_time_and_not_broken_further()
    {
        Write("""{ "gateway": { "port": "high" }, "language": "fr" }""");

        Editor().Set("inbox.max_waiting", "0").Done.ShouldBeFalse();
        Editor().Set("language", "en").Done.ShouldBeTrue();
        Editor().Unset("gateway.port").Done.ShouldBeTrue();
        ConfigLoader.Load(Source()).Faults.ShouldBeEmpty();
    }

    [Fact]
    public void A_secret_is_never_shown_and_where_it_comes_from_is()
    {
        Write(Written);

        Editor().Get("channels.dingtalk.client_secret").ShouldBe("\"***\"");
        Editor().Get("channels.dingtalk.app_secret").ShouldBe("\"***\"");
        Editor().Get("models.providers.lab.api_key").ShouldBe("\"${LAB_KEY}\"");
        Editor().Get("models").ShouldBe("""{ "providers": { "lab": { "base_url": "http://127.0.0.1:1/v1", "api_key": "${LAB_KEY}" }, "b": { "api_key": "***" } } }""");
        Editor().Get("gateway.port").ShouldBe("0");
        Editor().Get("gateway.host").ShouldBeNull();
        Editor().Get("").ShouldNotBeNull().ShouldNotContain("hush");
        Should.Throw<FormatException>(() => Editor().Get("a..b"));
    }

    [Theory]
    [InlineData("whole-openclaw.json5", "claw-secret", "gateway-token", "claw-lab")]
    [InlineData("whole-picoclaw-v1.json", "secret-v1", "deepseek-key", "lab-key")]
    [InlineData("whole-picoclaw-v3.json", "lab-key-v3")]
    public void Other_programs_secrets_are_not_shown_either(string fixture, params string[] secrets)
    {
        Write(ConfigWorld.Fixture(fixture));

        var shown = Editor().Get("").ShouldNotBeNull();
        shown.ShouldContain("***");
        foreach (var secret in secrets.Except(["claw-lab"])) shown.ShouldNotContain(secret);
    }

    [Fact]
    public void Differences_are_shown_without_secrets_and_an_earlier_version_comes_back()
    {
        Write(Written);
        Editor().Set("gateway.port", "1");
        Editor().Set("channels.dingtalk.client_secret", "hush-new");

        var versions = History().List(ConfigFile);
        Changes(versions[1]).Where(line => !line.Contains("***", StringComparison.Ordinal)).ShouldBe(["-   \"gateway\": { \"port\": 0 }, // free", "+   \"gateway\": { \"port\": 1 }, // free"]);
        var secret = Changes(versions[0]);
        secret.Select(line => line[0]).ShouldBe(['-', '+'], "that it differs may be seen, what it is may not");
        secret[0][1..].ShouldBe(secret[1][1..]);
        secret[0].ShouldContain("***");

        Editor().Rollback(versions[1]).Done.ShouldBeTrue();
        File.ReadAllText(ConfigFile).ShouldBe(Written);
        History().List(ConfigFile).Count.ShouldBe(3);

        List<string> Changes(ConfigVersion version) => [.. Editor().Diff(version).Where(line => line[0] != ' ')];
    }

    [Fact]
    public void What_a_running_gateway_kept_of_the_present_text_is_no_earlier_version()
    {
        Write(Written);
        Editor().Set("gateway.port", "1");
        History().Add(File.ReadAllText(ConfigFile), ConfigFile);

        var earlier = Editor().Earlier().ShouldHaveSingleItem();
        (earlier.Number, File.ReadAllText(earlier.File)).ShouldBe((1, Written));
    }

    [Fact]
    public void Ten_versions_are_kept()
    {
        Write(Written);
        for (var port = 1; port <= 14; port++) Editor().Set("gateway.port", $"{port}").Done.ShouldBeTrue();

        var kept = History().List(ConfigFile);
        kept.Count.ShouldBe(ConfigHistory.Keep);
        File.ReadAllText(kept[0].File).ShouldContain("\"port\": 13");
        File.ReadAllText(kept[^1].File).ShouldContain("\"port\": 4");
    }

    [Fact]
    public void A_YAML_file_is_edited_shown_and_compared_like_any_other()
    {
        const string yaml = """
            # the robot
            channels:
              dingtalk:
                client_id: dinga   # ours
                client_secret: hush-hush
                allow_from:
                - u1
            language: zh
            """;
        var file = Path.Combine(_home.Path, "config.yaml");
        PrivateText.Write(file, yaml);

        Editor().Set("language", "en").ShouldBe(new EditResult(true, $"{file}: language is changed.", [], []), Same.Instance);
        File.ReadAllText(file).ShouldBe(yaml.Replace("language: zh", "language: \"en\""));
        Editor().Get("language").ShouldBe("\"en\"");
        Editor().Get("").ShouldNotBeNull().ShouldNotContain("hush-hush");
        Editor().Get("channels.dingtalk.client_secret").ShouldBe("\"***\"");
        Editor().Diff(Editor().Earlier()[0]).Where(line => line[0] != ' ').ShouldBe(["- language: zh", "+ language: \"en\""]);

        Editor().Set("language", "elvish").Faults.ShouldHaveSingleItem().Path.ShouldBe("language");
        Editor().Set("channels.dingtalk.allow_from", "[\"u2\"]").Sentence.ShouldContain("at line 6");
        Editor().Unset("nothing").Sentence.ShouldContain("is not in");
        File.ReadAllText(file).ShouldBe(yaml.Replace("language: zh", "language: \"en\""));
    }

    [Fact]
    public void A_file_that_is_no_UTF_8_is_not_touched()
    {
        byte[] gbk = [.. "{ // "u8, 0xC4, 0xE3, .. "\n \"language\": \"zh\" }"u8];
        File.WriteAllBytes(ConfigFile, gbk);
        Should.Throw<IOException>(() => Editor().Set("gateway.port", "1")).Message.ShouldContain("UTF-8");
        File.ReadAllBytes(ConfigFile).ShouldBe(gbk);
        Directory.GetFileSystemEntries(_home.Path).ShouldBe([ConfigFile]);
    }

    [Fact]
    public void A_byte_order_mark_stays_where_it_was()
    {
        File.WriteAllBytes(ConfigFile, [0xEF, 0xBB, 0xBF, .. "{ \"language\": \"zh\" }"u8]);
        Editor().Set("language", "en").Done.ShouldBeTrue();
        File.ReadAllBytes(ConfigFile).ShouldBe([0xEF, 0xBB, 0xBF, .. "{ \"language\": \"en\" }"u8]);
    }

    [Fact]
    public void Each_file_has_a_history_of_its_own()
    {
        var (a, b) = (Path.Combine(_home.Path, "a.json"), Path.Combine(_home.Path, "b.json"));
        File.WriteAllText(a, "{ \"language\": \"en\" }");
        File.WriteAllText(b, "{ \"owners\": [\"bob\"] }");
        new ConfigEditor(Source() with { File = a }, History()).Set("language", "zh");
        new ConfigEditor(Source() with { File = b }, History()).Set("language", "auto");
        var editor = new ConfigEditor(Source() with { File = a }, History());
        editor.Rollback(editor.Earlier().ShouldHaveSingleItem()).Done.ShouldBeTrue();
        File.ReadAllText(a).ShouldBe("{ \"language\": \"en\" }");
    }

    [Fact]
    public async Task Edits_at_the_same_time_are_all_kept()
    {
        Write("{}");
        var edits = Enumerable.Range(0, 8).Select(i => Task.Run(() => Editor().Set($"x_{i}", "1").Done)).ToList();
        (await Task.WhenAll(edits)).ShouldAllBe(done => done);
        for (var i = 0; i < 8; i++) Editor().Get($"x_{i}").ShouldBe("1");
        File.Exists(ConfigFile + ".lock").ShouldBeFalse();
    }

    [Fact]
    public void A_switch_that_can_also_be_words_is_written_as_a_switch()
    {
        Write(Written);
        Editor().Set("channels.dingtalk.refusal_text", "true");
        Editor().Get("channels.dingtalk.refusal_text").ShouldBe("true");
        Editor().Set("channels.dingtalk.refusal_text", "Ask the desk.");
        Editor().Get("channels.dingtalk.refusal_text").ShouldBe("\"Ask the desk.\"");
    }

    [Fact]
    public void Secrets_in_comments_and_addresses_and_of_others_keys_are_not_shown()
    {
        Write("""
            // "client_secret": "HUSH-1",
            {
              /* api_key: HUSH-2 */
              "channels": { "dingtalk": { "client_id": "dinga", "client_secret": "HUSH-3" /* token = 'HUSH-4' */ } },
              "x": { "signing_key": "HUSH-5", "passwd": "HUSH-6", "hook": "https://oapi.dingtalk.com/robot/send?access_token=HUSH-7", "proxy": "http://me:HUSH-8@proxy:3128" },
              // a comment about secrets stays; see https://example.com/docs
              "language": "zh" // password: HUSH-9
            }
            // private_key=HUSH-10
            """);
        foreach (var shown in (string[])[Editor().Get("")!, string.Join('\n', Editor().Diff(new ConfigVersion(1, Said.At, ConfigFile)))]) shown.ShouldNotContain("HUSH");
        Editor().Get("")!.ShouldContain("a comment about secrets stays; see https://example.com/docs");
        Editor().Get("channels.dingtalk.client_id").ShouldBe("\"dinga\"");
    }

    [Fact]
    public void A_broken_file_is_left_alone_with_a_word_why()
    {
        Write("{ \"language\": ");
        var result = Editor().Set("language", "en");
        (result.Done, result.Faults.Count).ShouldBe((false, 1));
        File.ReadAllText(ConfigFile).ShouldBe("{ \"language\": ");
    }

    [Fact]
    public void The_first_key_makes_the_file()
    {
        Editor().Set("language", "zh").Done.ShouldBeTrue();

        File.ReadAllText(ConfigFile).ShouldBe("{\n  \"language\": \"zh\"\n}\n");
    }

    private void Write(string text) => File.WriteAllText(ConfigFile, text);

    private ConfigSource Source() => new() { Home = _home.Path, Environment = name => name == "LAB_KEY" ? "k" : null, VariableNames = [] };

    private ConfigHistory History() => new(_home.Path, _time);

    private ConfigEditor Editor() => new(Source(), History());

    private sealed class Same : IEqualityComparer<EditResult>
    {
        public static readonly Same Instance = new();

        public bool Equals(EditResult? x, EditResult? y) => (x!.Done, x.Sentence, x.Faults.Count, x.Warnings.Count) == (y!.Done, y.Sentence, y.Faults.Count, y.Warnings.Count);

        public int GetHashCode(EditResult result) => result.Sentence.GetHashCode(StringComparison.Ordinal);
    }
}
