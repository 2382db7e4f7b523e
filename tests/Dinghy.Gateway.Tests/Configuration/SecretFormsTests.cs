using Dinghy.Gateway.Configuration.Secrets;

namespace Dinghy.Gateway.Tests.Configuration;

/// <summary>Where PicoClaw and OpenClaw keep secrets.</summary>
public sealed class SecretFormsTests
{
    // Made with another program's AES-GCM and HKDF.
    private const string WithoutKey = "enc://AAECAwQFBgcICQoLDA0OD2RlZmdoaWprbG1ubxIyHOVIcICdgFF0372ZyJBz+9QV722eFO/CI/9aTLE=";
    private const string WithKey = "enc://AAECAwQFBgcICQoLDA0OD2RlZmdoaWprbG1ub8fQexRJH6kWIVN+MU9PkWvvSd6qTIZztAgxJ1zImI4=";

    private const string Home = ConfigWorld.Home;

    [Fact]
    public void The_security_file_lies_over_the_markers()
    {
        var result = new ConfigWorld().Put(Home + "/.security.yml", "channels:\n  dingtalk:\n    client_secret: hidden\n")
            .Load("""{ "channels": { "dingtalk": { "client_id": "dinga", "client_secret": "[NOT_HERE]" } } }""");

        result.Config.ShouldNotBeNull().Accounts.ShouldHaveSingleItem().ClientSecret.Reveal().ShouldBe("hidden");
        result.Notes.ShouldContain($"Secrets are read from {Home}/.security.yml too.");
        ConfigWorld.AllText(result).ShouldNotContain("hidden");
    }

    [Theory]
    [InlineData("client_secret: hidden")]
    [InlineData("settings: { client_secret: hidden }")]
    public void Form_3_is_found_under_settings_whatever_the_security_file_says(string leaf) =>
        new ConfigWorld().Put(Home + "/.security.yml", $"channel_list:\n  dingtalk: {{ {leaf} }}\n")
            .Account("""{ "channel_list": { "dingtalk": { "type": "dingtalk", "settings": { "client_id": "dinga", "client_secret": "" } } } }""")
            .ClientSecret.Reveal().ShouldBe("hidden");

    [Fact]
    public void A_marker_without_its_secret_is_a_missing_secret() =>
        new ConfigWorld().Load("""{ "channels": { "dingtalk": { "client_id": "dinga", "client_secret": "[NOT_HERE]" } } }""")
            .Faults.ShouldHaveSingleItem().Found.ShouldBe("nothing");

    [Fact]
    public void A_file_beside_the_configuration_holds_a_secret()
    {
        var world = new ConfigWorld().Put(Home + "/keys/ding", "hidden\n");

        world.Account(ConfigWorld.Channel("").Replace("\"secret-file\"", "\"file://keys/ding\"")).ClientSecret.Reveal().ShouldBe("hidden");
        new ConfigWorld().Load(ConfigWorld.Channel("").Replace("\"secret-file\"", "\"file://keys/ding\"")).Faults.ShouldHaveSingleItem()
            .Found.ShouldBe("file \"keys/ding\", which is not there");
    }

    [Theory]
    [InlineData("""{ "gateway": { "openai": { "tokens": { "lab": { "file": "/run/gone" } } } } }""", "gateway.openai.tokens.lab", "file \"/run/gone\", which is not there")]
    [InlineData("""{ "gateway": { "openai": { "tokens": { "lab": "${GONE}" } } } }""", "gateway.openai.tokens.lab", "${GONE}")]
    [InlineData("""{ "gateway": { "openai": { "tokens": { "lab": 5 } } } }""", "gateway.openai.tokens.lab", "a number")]
    [InlineData("""{ "tools": { "mcp": { "servers": { "crm": { "command": "x", "env": { "KEY": { "path": "/k" } } } } } } }""", "tools.mcp.servers.crm.env.KEY", "an object")]
    public void A_named_secret_that_can_not_be_had_is_one_fault(string text, string path, string found)
    {
        var fault = new ConfigWorld().Load(text).Faults.ShouldHaveSingleItem();
        (fault.Path, fault.Found).ShouldBe((path, found));
    }

    [Fact]
    public void An_encrypted_secret_opens_with_its_passphrase_and_key_file()
    {
        var (salt, nonce) = (Enumerable.Range(0, 16).Select(i => (byte)i).ToArray(), Enumerable.Range(100, 12).Select(i => (byte)i).ToArray());
        EncryptedSecret.Encrypt("pico-secret-enc", "open sesame", null, salt, nonce).ShouldBe(WithoutKey);
        EncryptedSecret.Encrypt("pico-secret-enc", "open sesame", "ssh key bytes\n"u8.ToArray(), salt, nonce).ShouldBe(WithKey);

        Encrypted(WithoutKey).Set("PICOCLAW_KEY_PASSPHRASE", "open sesame").Account().ClientSecret.Reveal().ShouldBe("pico-secret-enc");
        Encrypted(WithKey).Set("PICOCLAW_KEY_PASSPHRASE", "open sesame").Put("/home/ada/.ssh/picoclaw_ed25519.key", "ssh key bytes\n").Account()
            .ClientSecret.Reveal().ShouldBe("pico-secret-enc");
        Encrypted(WithKey).Set("PICOCLAW_KEY_PASSPHRASE", "open sesame").Set("PICOCLAW_SSH_KEY_PATH", "/k").Put("/k", "ssh key bytes\n").Account()
            .ClientSecret.Reveal().ShouldBe("pico-secret-enc");
    }

    [Fact]
    public void An_encrypted_secret_that_does_not_open_says_what_it_needs()
    {
        Encrypted(WithoutKey).Load().Faults.ShouldHaveSingleItem().Hint.ShouldContain("PICOCLAW_KEY_PASSPHRASE");
        Encrypted(WithoutKey).Set("PICOCLAW_KEY_PASSPHRASE", "wrong").Load().Faults.ShouldHaveSingleItem().Found.ShouldBe("an encrypted text that does not open");
        Encrypted("enc://AAAA").Set("PICOCLAW_KEY_PASSPHRASE", "open sesame").Load().Faults.ShouldHaveSingleItem().Found.ShouldBe("an encrypted text that does not open");
        Encrypted("enc://%%%").Set("PICOCLAW_KEY_PASSPHRASE", "open sesame").Load().Faults.ShouldHaveSingleItem().Found.ShouldBe("an encrypted text that does not open");
        Encrypted(WithKey).Set("PICOCLAW_KEY_PASSPHRASE", "open sesame").Set("PICOCLAW_SSH_KEY_PATH", "/gone").Load().Faults.ShouldHaveSingleItem().Found.ShouldContain("PICOCLAW_SSH_KEY_PATH");
    }

    [Fact]
    public void OpenClaws_references_are_followed_to_variables_and_files()
    {
        var world = new ConfigWorld().Set("BRANCH_SECRET", "from-env").Put("/home/ada/vault.json", """{ "dingtalk": { "main": "from-file" } }""");
        var config = world.Good("""
            { channels: { dingtalk: { accounts: {
                a: { client_id: "dinga", client_secret: { source: "env", provider: "default", id: "BRANCH_SECRET" } },
                b: { client_id: "dingb", client_secret: { source: "file", provider: "vault", id: "/dingtalk/main" } } } } },
              secrets: { providers: { vault: { source: "file", path: "~/vault.json" } } } }
            """);

        config.Accounts.Select(account => account.ClientSecret.Reveal()).ShouldBe(["from-env", "from-file"]);
    }

    [Theory]
    [InlineData("""{ source: "env", id: "NOPE" }""", "${NOPE}")]
    [InlineData("""{ source: "env" }""", "a secret's reference without id")]
    [InlineData("""{ source: "exec", provider: "op", id: "x" }""", "a secret from \"exec\"")]
    [InlineData("""{ source: "file", provider: "vault", id: "/x" }""", "secrets.providers has no file called \"vault\"")]
    public void A_reference_that_leads_nowhere_is_a_fault(string reference, string found) =>
        new ConfigWorld().Load($$"""{ channels: { dingtalk: { client_id: "dinga", client_secret: {{reference}} } } }""").Faults.ShouldHaveSingleItem().Found.ShouldBe(found);

    [Fact]
    public void Included_files_are_merged_under_what_stands_beside_them()
    {
        var config = new ConfigWorld()
            .Put(Home + "/channels.json5", "{ dingtalk: { $include: ['keys.yaml', 'more.json'], client_secret: 's' } }")
            .Put(Home + "/keys.yaml", "client_id: dinga\nclient_secret: other").Put(Home + "/more.json", """{ "bot_name": "Bot" }""")
            .Good("{ channels: { $include: 'channels.json5' } }");

        var account = config.Accounts.ShouldHaveSingleItem();
        (account.ClientId, account.ClientSecret.Reveal(), account.BotName).ShouldBe(("dinga", "s", "Bot"));
    }

    [Theory]
    [InlineData("{ $include: 'config.json' }", "files that include files without end")]
    [InlineData("{ $include: '../x.json' }", "file \"../x.json\", outside the configuration's folder")]
    [InlineData("{ $include: 'gone.json' }", "file \"gone.json\", which is not there or can not be read")]
    [InlineData("{ $include: 5 }", "a number")]
    [InlineData("{ $include: 'a\\u0000b' }", "a text")]
    public void An_include_that_leads_nowhere_is_a_fault(string json, string found) =>
        new ConfigWorld().Load(json).Faults.ShouldContain(fault => fault.Found == found);

    private static ConfigWorld Encrypted(string secret) => new ConfigWorld().Put(ConfigWorld.DefaultFile, ConfigWorld.Channel("").Replace("secret-file", secret));
}
