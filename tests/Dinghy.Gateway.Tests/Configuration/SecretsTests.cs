using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class SecretsTests
{
    private static string With(string secret) => $$"""{ "channels": { "dingtalk": { "client_id": "dinga", "client_secret": {{secret}} } } }""";

    [Theory]
    [InlineData("\"${KEY}\"", "v")]
    [InlineData("\"a${KEY}b${KEY}\"", "avbv")]
    [InlineData("\"$${KEY}\"", "${KEY}")]
    [InlineData("\"$KEY\"", "$KEY")]
    [InlineData("\"${\"", "${")]
    [InlineData("\"${1A}\"", "${1A}")]
    public void Variables_are_put_into_texts(string secret, string expected)
    {
        new ConfigWorld().Set("KEY", "v").Account(With(secret)).ClientSecret.Reveal().ShouldBe(expected);
    }

    [Fact]
    public void Variables_are_put_into_every_kind_of_value()
    {
        var config = new ConfigWorld().Set("N", "600").Set("B", "false").Set("D", "90m").Set("U", "http://127.0.0.1:9").Set("ID", "u7").Good(ConfigWorld.Channel("""
            "bot_name": "${N}", "allow_external": "${B}", "allow_from": ["${ID}"], "reply": { "part_chars": "${N}" }, "endpoints": { "api": "${U}" }
            """).Insert(1, "\"inbox\": { \"max_age\": \"${D}\" },"));

        var account = config.Accounts[0];
        (account.BotName, account.AllowExternal, account.Reply.PartChars, account.Endpoints.Api).ShouldBe(("600", false, 600, new Uri("http://127.0.0.1:9")));
        account.AllowFrom.ShouldBe(["u7"]);
        config.Inbox.MaxAge.ShouldBe(TimeSpan.FromMinutes(90));
    }

    [Fact]
    public void Missing_variable_is_a_fault_that_names_only_it()
    {
        var result = new ConfigWorld().Load(With("\"prefix-${DINGTALK_NOT_SET}\""));

        var fault = result.Faults.ShouldHaveSingleItem();
        (fault.Path, fault.Found).ShouldBe(("channels.dingtalk.client_secret", "${DINGTALK_NOT_SET}"));
        ConfigWorld.AllText(result).ShouldNotContain("prefix-");
    }

    [Theory]
    [InlineData("/run/secrets/ding", "/run/secrets/ding")]
    [InlineData("ding.secret", ConfigWorld.Home + "/ding.secret")]
    [InlineData("${DIR}/s", "/creds/s")]
    public void Secret_may_stand_in_a_file(string written, string path)
    {
        new ConfigWorld().Set("DIR", "/creds").Put(path, "from-file\r\n").Account(With($$"""{ "file": "{{written}}" }"""))
            .ClientSecret.Reveal().ShouldBe("from-file");
    }

    [Fact]
    public void Secret_in_a_file_is_taken_letter_for_letter()
    {
        new ConfigWorld().Put("/s", "a${HOME}$${b").Account(With("""{ "file": "/s" }""")).ClientSecret.Reveal().ShouldBe("a${HOME}$${b");
    }

    [Theory]
    [InlineData("""{ "file": "/missing" }""", "not there")]
    [InlineData("""{ "file": "/large" }""", "more than")]
    [InlineData("""{ "file": "/empty" }""", "an empty text")]
    [InlineData("""{ "file": "/bytes" }""", "no UTF-8")]
    [InlineData("""{ "file": "/two-lines" }""", "line breaks")]
    [InlineData("""{ "file": "a\u0000b" }""", "not be read")]
    [InlineData("""{ "file": 5 }""", "an object")]
    [InlineData("""{ "files": "/x" }""", "an object")]
    [InlineData("{}", "an object")]
    [InlineData("5", "a number")]
    [InlineData("[\"hidden-value\"]", "a list")]
    [InlineData("\"\"", "an empty text")]
    [InlineData("\"hidden value\"", "blanks")]
    public void Secret_that_does_not_do_is_a_fault_without_its_value(string secret, string found)
    {
        var world = new ConfigWorld().Put("/empty", "\n").Put("/large", new string('x', 20_000)).Put("/two-lines", "hidden\nvalue");
        world.Files["/bytes"] = [0xC3, 0x28];

        var result = world.Load(With(secret));

        result.Config.ShouldBeNull();
        var fault = result.Faults.ShouldHaveSingleItem();
        fault.Path.ShouldBe("channels.dingtalk.client_secret");
        fault.Found.ShouldContain(found);
        ConfigWorld.AllText(result).ShouldNotContain("hidden");
    }

    [Fact]
    public void Stray_blanks_around_credentials_are_left_out_with_a_warning()
    {
        var result = new ConfigWorld().Load("""{ "channels": { "dingtalk": { "client_id": " dinga", "client_secret": "s3cret\t\n" } } }""");

        var account = result.Config!.Accounts.ShouldHaveSingleItem();
        (account.ClientId, account.ClientSecret.Reveal()).ShouldBe(("dinga", "s3cret"));
        result.Warnings.Select(warning => warning.Path).ShouldBe(["channels.dingtalk.client_id", "channels.dingtalk.client_secret"]);
        ConfigWorld.AllText(result).ShouldNotContain("s3cret");
    }

    [Theory]
    [InlineData("YOUR_CLIENT_ID", true)]
    [InlineData("YOUR_CLIENT_SECRET", true)]
    [InlineData("your_app_secret_here", true)]
    [InlineData("ding…", true)]
    [InlineData("dingxxx", true)]
    [InlineData("dingxxxxxxxxxxxxxxxx", true)]
    [InlineData("xxx", true)]
    [InlineData("…", true)]
    [InlineData("...", true)]
    [InlineData("<AppKey>", true)]
    [InlineData("dingxyz", false)]
    [InlineData("dingoexampledm3k", false)]
    [InlineData("yourself", false)]
    [InlineData("s3cret", false)]
    public void Placeholders_of_the_pages_are_told_from_keys(string text, bool placeholder) =>
        CredentialReader.IsPlaceholder(text).ShouldBe(placeholder);

    [Fact]
    public void Key_of_ones_own_model_server_may_be_anything_short()
    {
        new ConfigWorld().Good("""{ "models": { "providers": { "lab": { "api_key": "x" } } } }""").Models.Providers["lab"].ApiKey!.Reveal().ShouldBe("x");
        new ConfigWorld().Load("""{ "models": { "providers": { "lab": { "api_key": "YOUR_API_KEY" } } } }""").Faults.ShouldHaveSingleItem().Path
            .ShouldBe("models.providers.lab.api_key");
    }

    [Fact]
    public void A_loaded_config_prints_no_secret()
    {
        var config = new ConfigWorld().Good(ConfigWorld.Channel("\"enabled\": true"));

        config.Accounts[0].ToString().ShouldNotContain("secret-file");
        config.ToString().ShouldNotContain("secret-file");
    }
}
