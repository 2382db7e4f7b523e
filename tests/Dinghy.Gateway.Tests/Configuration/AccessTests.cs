namespace Dinghy.Gateway.Tests.Configuration;

public sealed class AccessTests
{
    [Theory]
    [InlineData("\"enabled\": true", "Open", "Open", "because no list has entries")]
    [InlineData("\"allow_from\": [\"a\"]", "Allowlist", "Allowlist", "group_policy is allowlist, because allow_from has 1 entry")]
    [InlineData("\"allow_from\": [\"a\"], \"group_allow_from\": [\"b\", \"c\"]", "Allowlist", "Allowlist", "group_policy is allowlist, because group_allow_from has 2 entries")]
    [InlineData("\"group_allow_from\": [\"b\"]", "Open", "Allowlist", "dm_policy is open, because no list has entries")]
    [InlineData("\"allow_from\": [\"a\"], \"group_policy\": \"open\"", "Allowlist", "Open", "dm_policy is allowlist, because allow_from has 1 entry")]
    [InlineData("\"dm_policy\": \"Disabled\"", "Disabled", "Open", "group_policy is open")]
    public void Policies_are_derived_from_the_lists_and_a_note_says_why(string keys, string dm, string group, string note)
    {
        var result = new ConfigWorld().Load(ConfigWorld.Channel(keys));

        result.Faults.ShouldBeEmpty();
        var account = result.Config!.Accounts.ShouldHaveSingleItem();
        (account.DmPolicy.ToString(), account.GroupPolicy.ToString()).ShouldBe((dm, group));
        result.Notes.ShouldContain(text => text.Contains(note));
    }

    [Fact]
    public void Groups_fall_back_to_allow_from_also_when_the_policy_is_said()
    {
        new ConfigWorld().Account(ConfigWorld.Channel("\"allow_from\": [\"a\"], \"group_policy\": \"allowlist\"")).GroupAllowFrom.ShouldBe(["a"]);
    }

    [Fact]
    public void Ids_are_read_in_every_spelling()
    {
        new ConfigWorld().Account(ConfigWorld.Channel("""
            "allow_from": ["u1", 1234567890123456789012, "dingtalk:u2", "u3|Ada Lovelace", " u4 ", "$:LWCP_v1:$abc==", "*", "u1"]
            """)).AllowFrom.ShouldBe(["u1", "1234567890123456789012", "u2", "u3", "u4", "$:LWCP_v1:$abc==", "*"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("\"a,b，c\"")]
    [InlineData("[\"a\", \"b\", \"c\"]")]
    public void Ids_are_a_list_or_one_text_with_commas(string value)
    {
        new ConfigWorld().Account(ConfigWorld.Channel($"\"allow_from\": {value}")).AllowFrom.ShouldBe(["a", "b", "c"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("[\"u1, u2\"]", "several ids in one text")]
    [InlineData("[\"u1，u2\"]", "several ids in one text")]
    [InlineData("[\"${TWO}\"]", null)]
    [InlineData("\"u1, u2\"", null)]
    public void Ids_with_commas_in_one_entry_are_several_and_what_was_written_so_is_told(string value, string? warning)
    {
        var world = new ConfigWorld();
        world.Variables["TWO"] = "u1, u2";
        foreach (var key in (string[])["allow_from", "group_allow_from", "owners"])
        {
            var result = world.Load(key == "owners" ? ConfigWorld.Channel("\"enabled\": true")[..^1] + $", \"owners\": {value} }}" : ConfigWorld.Channel($"\"{key}\": {value}"));
            result.Faults.ShouldBeEmpty();
            var ids = key switch { "owners" => result.Config!.Owners, "allow_from" => result.Config!.Accounts[0].AllowFrom, _ => result.Config!.Accounts[0].GroupAllowFrom };
            ids.ShouldBe(["u1", "u2"], ignoreOrder: true);
            result.Warnings.Where(one => one.Path.Contains(key)).Select(one => one.Found).ShouldBe(warning is null ? [] : [warning]);
        }
    }

    [Theory]
    [InlineData("张三")]
    [InlineData("张三|zhang")]
    [InlineData("Zoë")]
    public void A_name_in_the_place_of_a_staff_id_is_told(string name)
    {
        var result = new ConfigWorld().Load(ConfigWorld.Channel($"\"allow_from\": [\"u1\", \"{name}\"]"));
        result.Config.ShouldNotBeNull();
        var warning = result.Warnings.Single(one => one.Path == "channels.dingtalk.allow_from[1]");
        warning.Hint.ShouldContain("names are never compared");
    }

    [Theory]
    [InlineData("[\"Alice Smith\"]")]
    [InlineData("[\"\"]")]
    [InlineData("[\" \"]")]
    [InlineData("\"\"")]
    [InlineData("\"${EMPTY}\"")]
    [InlineData("[\"${EMPTY}\"]")]
    [InlineData("\",\"")]
    [InlineData("[\"@ada\"]")]
    [InlineData("[\"accessGroup:staff\"]")]
    [InlineData("[null]")]
    [InlineData("[true]")]
    [InlineData("[1.5e3, {}]")]
    [InlineData("[[\"a\"]]")]
    [InlineData("{}")]
    [InlineData("true")]
    public void Entry_that_is_no_id_is_a_fault_and_never_skipped_into_an_open_door(string value)
    {
        var world = new ConfigWorld();
        world.Variables["EMPTY"] = "";
        var result = world.Load(ConfigWorld.Channel($"\"allow_from\": {value}"));

        result.Config.ShouldBeNull();
        result.Faults.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("\"dm_policy\": \"\"", "dm_policy")]
    [InlineData("\"dm_policy\": \" \"", "dm_policy")]
    [InlineData("\"group_policy\": \"${EMPTY}\"", "group_policy")]
    [InlineData("\"groups\": { \"cid1\": { \"group_policy\": \"${EMPTY}\" } }", "groups.cid1.group_policy")]
    [InlineData("\"groups\": { \"cid1\": { \"allow_from\": \"${EMPTY}\" } }", "groups.cid1.allow_from")]
    [InlineData("\"group_allow_from\": \"${EMPTY}\"", "group_allow_from")]
    public void An_access_key_that_is_written_but_empty_is_a_fault_and_no_open_door(string keys, string path)
    {
        var world = new ConfigWorld();
        world.Variables["EMPTY"] = "";
        var result = world.Load(ConfigWorld.Channel(keys));

        result.Config.ShouldBeNull();
        var fault = result.Faults.ShouldHaveSingleItem();
        fault.Path.ShouldEndWith(path);
        fault.ToString().ShouldContain("a variable is empty");
    }

    [Fact]
    public void An_access_key_that_is_null_is_absent()
    {
        new ConfigWorld().Account(ConfigWorld.Channel("\"dm_policy\": null, \"allow_from\": null")).DmPolicy.ShouldBe(Dinghy.Gateway.Configuration.AccessPolicy.Open);
    }

    [Theory]
    [InlineData("\"dm_policy\": \"allowlist\"", "dm_policy", "nobody can write privately")]
    [InlineData("\"group_policy\": \"allowlist\"", "group_policy", "nobody can speak in groups")]
    public void Allowlist_without_entries_is_a_warning(string keys, string key, string hint)
    {
        var warning = new ConfigWorld().Load(ConfigWorld.Channel(keys)).Warnings.ShouldHaveSingleItem();

        (warning.Path, warning.Hint).ShouldBe(("channels.dingtalk." + key, hint));
    }

    [Fact]
    public void Open_beside_a_list_is_a_warning()
    {
        new ConfigWorld().Load(ConfigWorld.Channel("\"dm_policy\": \"open\", \"allow_from\": [\"a\"]")).Warnings.ShouldHaveSingleItem();
        new ConfigWorld().Load(ConfigWorld.Channel("\"dm_policy\": \"open\", \"allow_from\": [\"*\"]")).Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Prefixes_alone_turn_mention_only_off()
    {
        var result = new ConfigWorld().Load(ConfigWorld.Channel("\"group_trigger\": { \"prefixes\": [\"/ai\"] }"));

        result.Config!.Accounts[0].GroupTrigger.MentionOnly.ShouldBeFalse();
        result.Notes.ShouldContain("Account main: group_trigger.mention_only is false, because prefixes has entries.");
    }

    [Fact]
    public void Prefixes_beside_mention_only_are_a_warning()
    {
        new ConfigWorld().Load(ConfigWorld.Channel("\"group_trigger\": { \"mention_only\": true, \"prefixes\": [\"/ai\"] }"))
            .Warnings.ShouldHaveSingleItem().Hint.ShouldContain("no effect");
    }
}
