using System.Net;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class HttpKeysTests
{
    private const string Key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

    [Theory]
    [InlineData("\"mode\": \"http\"", "Http")]
    [InlineData("\"mode\": \"both\"", "Both")]
    [InlineData("\"token\": \"t0ken\", \"aes_key\": \"" + Key + "\"", "Http")]
    [InlineData("\"http\": { \"encodingAesKey\": \"" + Key + "\" }", "Http")]
    [InlineData("\"mode\": \"stream\", \"token\": \"t0ken\", \"aes_key\": \"" + Key + "\"", "Stream")]
    [InlineData("\"http\": { \"listen\": \"127.0.0.1:1\" }", "Stream")]
    public void A_token_or_a_key_means_HTTP_unless_mode_says_otherwise(string keys, string mode) => Read(keys).Mode.ToString().ShouldBe(mode);

    [Theory]
    [InlineData("0.0.0.0:18791", "0.0.0.0:18791")]
    [InlineData("[::]:80", "[::]:80")]
    [InlineData("localhost:5", "127.0.0.1:5")]
    [InlineData(":18792", "0.0.0.0:18792")]
    [InlineData("18792", "0.0.0.0:18792")]
    public void Listen_is_an_address_and_a_port(string written, string read) => Read($"\"mode\": \"http\", \"http\": {{ \"listen\": \"{written}\" }}").Http.Listen.ToString().ShouldBe(read);

    [Theory]
    [InlineData("listen", "\"0.0.0.0\"")]
    [InlineData("listen", "\"[::1]\"")]
    [InlineData("listen", "\"example.com:80\"")]
    [InlineData("listen", "\"0.0.0.0:99999\"")]
    [InlineData("listen", "\"1.2.3.4:\"")]
    [InlineData("path", "\"webhooks\"")]
    [InlineData("path", "\"https://bot.example.com/webhooks\"")]
    [InlineData("path", "\"/a?b\"")]
    [InlineData("path", "\"/a//b\"")]
    [InlineData("aes_key", "\"too-short\"")]
    [InlineData("address_list", "[\"nobody\"]")]
    [InlineData("address_list", "[\"203.119.1.2/99\"]")]
    [InlineData("address_list", "[\"7\"]")]
    [InlineData("trusted_proxies", "[\"dingtalk\"]")]
    [InlineData("max_body_kb", "1")]
    [InlineData("public_url", "\"bot.example.com\"")]
    public void What_does_not_fit_is_a_fault_with_its_place(string key, string value)
    {
        var result = new ConfigWorld().Load(ConfigWorld.Channel($"\"mode\": \"http\", \"http\": {{ \"{key}\": {value} }}"));
        result.Faults.ShouldHaveSingleItem().Path.ShouldStartWith($"channels.dingtalk.http.{key}");
        ConfigWorld.AllText(result).ShouldNotContain("too-short");
    }

    [Theory]
    [InlineData("\"corp_id\": \"ding9f50…\"", "corp_id")]
    [InlineData("\"corp_id\": \"ding9f50...\"", "corp_id")]
    [InlineData("\"robot_code\": \"dingxxxxxxxx\"", "robot_code")]
    [InlineData("\"agent_id\": \"your-agent-id\"", "agent_id")]
    [InlineData("\"reply\": { \"card_template_id\": \"382e4302-….schema\" }", "reply.card_template_id")]
    [InlineData("\"http\": { \"token\": \"abc…\" }", "http.token")]
    public void A_placeholder_that_was_copied_from_a_page_is_a_fault(string keys, string place)
    {
        var fault = new ConfigWorld().Load(ConfigWorld.Channel(keys)).Faults.ShouldHaveSingleItem();
        (fault.Path, fault.Found).ShouldBe(($"channels.dingtalk.{place}", "the placeholder of an example"));
    }

    [Theory]
    [InlineData("\"allow_from\": [\"manager…\", \"u1\"]", "allow_from[0]")]
    [InlineData("\"groups\": { \"cid…\": {} }", "groups[\"cid…\"]")]
    public void In_lists_of_ids_a_placeholder_is_a_warning_for_it_fits_nobody(string keys, string place)
    {
        var result = new ConfigWorld().Load(ConfigWorld.Channel(keys));
        result.Faults.ShouldBeEmpty();
        var warning = result.Warnings.ShouldHaveSingleItem();
        (warning.Path, warning.Found).ShouldBe(($"channels.dingtalk.{place}", "the placeholder of an example"));
    }

    [Theory]
    [InlineData("\"token\": \"t0ken\"", "channels.dingtalk.http.token", "a token without an aes_key")]
    [InlineData("\"aes_key\": \"" + Key + "\"", "channels.dingtalk.http.aes_key", "an aes_key without a token")]
    public void Half_a_pair_is_told_with_both_sides_and_does_not_stop_messages(string half, string path, string found)
    {
        var result = new ConfigWorld().Load(ConfigWorld.Channel($"\"mode\": \"http\", \"http\": {{ {half} }}"));
        result.Faults.ShouldBeEmpty();
        var warning = result.Warnings.ShouldHaveSingleItem();
        (warning.Path, warning.Found).ShouldBe((path, found));
        warning.Hint.ShouldContain("http.");
        ConfigWorld.AllText(result).ShouldNotContain("t0ken");
    }

    [Fact]
    public void DingTalks_own_networks_have_a_name()
    {
        var http = Read("""
            "mode": "http", "http": { "address_list": ["dingtalk", "10.1.0.0/16", "::1"], "trusted_proxies": "127.0.0.1, 10.0.0.0/8", "public_url": "https://bot.example.com/x", "max_body_kb": 64 }
            """).Http;
        http.AddressList.Count.ShouldBe(6);
        http.AddressList.ShouldContain(network => network.Contains(IPAddress.Parse("203.119.7.7")));
        http.TrustedProxies.Select(network => network.ToString()).ShouldBe(["127.0.0.1/32", "10.0.0.0/8"]);
        (http.MaxBodyBytes, http.PublicUrl!.AbsoluteUri).ShouldBe((64 * 1024, "https://bot.example.com/x"));
    }

    [Fact]
    public void One_account_has_the_path_several_have_one_below_it_and_their_own_where_it_is_written()
    {
        Read("\"mode\": \"http\"").Http.Paths.ShouldBe(["/webhooks/dingtalk", "/webhooks/dingtalk/main"]);
        var accounts = new ConfigWorld().Good("""
            { "channels": { "dingtalk": { "mode": "http", "http": { "path": "/hook/", "token": "t0ken", "aes_key": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG" }, "accounts": {
                "hq": { "client_id": "dinga", "client_secret": "s" },
                "branch": { "client_id": "dingb", "client_secret": "s", "http": { "token": "0ther" } },
                "far": { "client_id": "dingc", "client_secret": "s", "mode": "stream", "http": { "path": "/far" } } } } } }
            """).Accounts;
        accounts.Select(account => account.Http.Paths).ShouldBe([["/hook/hq", "/hook"], ["/hook/branch", "/hook"], ["/far"]]);
        accounts.Select(account => account.Http.CardPath).ShouldBe(["/hook/cards/hq", "/hook/cards/branch", "/far/cards/far"]);
        accounts.Select(account => account.Http.Token!.Reveal()).ShouldBe(["t0ken", "0ther", "t0ken"]);
        accounts.Select(account => account.Mode).ShouldBe([ReceiveMode.Http, ReceiveMode.Http, ReceiveMode.Stream]);
    }

    private static AccountConfig Read(string keys) => new ConfigWorld().Account(ConfigWorld.Channel(keys));
}
