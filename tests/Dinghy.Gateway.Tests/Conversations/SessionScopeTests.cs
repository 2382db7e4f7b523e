using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Conversations;

public sealed class SessionScopeTests
{
    private static readonly string[] s_ids = ["a", "A", "a/b", "a//b", "b", "main", "dm", "a/dm", "group", "a/group_user/b", "/", "b/", "/a", "//a", "a~1b", "~"];

    /// <summary>Who shares a key: told by what the scopes mean, and compared with the keys.</summary>
    [Fact]
    public void Two_messages_share_a_key_exactly_if_their_scope_says_so()
    {
        var all = (from scope in Scopes() from account in s_ids from person in s_ids from chat in s_ids.Prepend("") select (scope, account, person, chat)).ToList();
        var byKey = new Dictionary<string, object>(StringComparer.Ordinal);
        var byMeaning = new Dictionary<object, string>();
        foreach (var (scope, account, person, chat) in all)
        {
            var key = ConversationKey.Of(Accounts.Named(account) with { Session = scope }, Message(person, chat));
            var meaning = Meaning(scope, account, person, chat);
            byKey.TryAdd(key, meaning).ShouldBe(!byMeaning.ContainsKey(meaning), $"{key}: {meaning}");
            byKey[key].ShouldBe(meaning, key);
            if (!byMeaning.TryAdd(meaning, key)) byMeaning[meaning].ShouldBe(key);
        }
    }

    [Fact]
    public void A_usual_key_is_as_it_was_so_that_memories_are_kept()
    {
        ConversationKey.Of(Accounts.Main, Message("staff-1", "")).ShouldBe("main/dm/staff-1");
        ConversationKey.Of(Accounts.Main, Message("staff-1", "cid/+x==")).ShouldBe("main/group/cid/+x==");
    }

    [Theory]
    [InlineData(DmScope.User, GroupScope.Group)]
    [InlineData(DmScope.Main, GroupScope.GroupUser)]
    public async Task No_memory_crosses_a_border_of_its_scope(object dm, object group)
    {
        var scopes = new SessionScopes((DmScope)dm, (GroupScope)group);
        var model = FakeModel.Echo();
        await using var rig = new PipelineRig(model, change: config => config with
        {
            Accounts = [Accounts.Named("one") with { Session = scopes }, Accounts.Named("two") with { Session = scopes, ClientId = "ding-two" }],
        });
        await rig.StartAsync();
        var said = (from account in (int[])[0, 1] from person in (string[])["ann", "bob"] from chat in (string[])["", "g1", "g2"] select (account, person, chat)).ToList();
        for (var round = 0; round < 2; round++)
            foreach (var (account, person, chat) in said)
                await rig.PushAsync(
                    new Said { Id = $"{account}{person}{chat}{round}", Text = $"<{account}|{person}|{chat}>", Staff = person, Group = chat.Length > 0, Mentioned = chat.Length > 0, Conversation = chat.Length > 0 ? chat : $"cid-{person}" },
                    account);
        (await rig.OutcomesAsync())["answered"].ShouldBe(said.Count * 2);

        for (var i = 0; i < said.Count * 2; i++)
        {
            var asked = (await model.AskedAsync()).Skip(1).Select(message => message.Text).ToList();
            var (account, person, chat) = said.First(one => asked[^1].Contains($"<{one.account}|{one.person}|{one.chat}>", StringComparison.Ordinal));
            var mine = Meaning(scopes, $"{account}", person, chat);
            foreach (var other in said.Where(other => asked.Exists(text => text.Contains($"<{other.account}|{other.person}|{other.chat}>", StringComparison.Ordinal))))
                Meaning(scopes, $"{other.account}", other.person, other.chat).ShouldBe(mine);
        }
    }

    [Theory]
    [InlineData(90, null, "2026-11-20T08:00", "2026-11-20T09:29", false)]
    [InlineData(90, null, "2026-11-20T08:00", "2026-11-20T09:30", true)]
    [InlineData(null, 4, "2026-11-20T03:59", "2026-11-20T04:00", true)]
    [InlineData(null, 4, "2026-11-20T04:00", "2026-11-21T03:59", false)]
    [InlineData(null, 4, "2026-11-20T04:00", "2026-11-21T04:00", true)]
    [InlineData(null, 0, "2026-11-20T23:59", "2026-11-21T00:00", true)]
    [InlineData(null, null, "2020-01-01T00:00", "2026-11-21T00:00", false)]
    public void A_reset_is_due_after_silence_and_when_its_hour_has_passed(int? minutes, int? hour, string last, string now, bool due) =>
        SessionReset.IsDue(
            new ResetConfig { Idle = minutes is { } idle ? TimeSpan.FromMinutes(idle) : null, DailyHour = hour }, Utc(last), Utc(now), TimeZoneInfo.Utc).ShouldBe(due);

    [Fact]
    public void The_hour_is_of_the_given_zone() =>
        SessionReset.IsDue(new ResetConfig { DailyHour = 4 }, Utc("2026-11-20T19:59"), Utc("2026-11-20T20:00"), TimeZoneInfo.CreateCustomTimeZone("x", TimeSpan.FromHours(8), "x", "x")).ShouldBeTrue();

    [Fact]
    public async Task A_conversation_that_was_silent_for_long_begins_anew_and_its_old_words_stay_stored()
    {
        var model = FakeModel.Echo();
        await using var rig = new PipelineRig(model, change: config => config with { Session = new SessionConfig { Reset = new ResetConfig { Idle = TimeSpan.FromHours(1) } } });
        await rig.StartAsync();
        foreach (var (id, hours) in ((string, int)[])[("m1", 0), ("m2", 2), ("m3", 0)])
        {
            rig.Time.Advance(TimeSpan.FromHours(hours));
            await rig.PushAsync(new Said { Id = id, Text = id });
            await rig.OutcomesAsync();
        }

        await model.AskedAsync();
        (await model.AskedAsync()).Skip(1).Select(message => message.Text).ShouldBe(["m2"]);
        (await model.AskedAsync()).Skip(1).Select(message => message.Text).ShouldBe(["m2", "you said: m2", "m3"]);
        (await rig.Store.ReadAllHistoryAsync("main/dm/staff-1", 10, default)).Count.ShouldBe(6);
        (await rig.Store.ReadSessionAsync("main/dm/staff-1", "main", "staff-1", default)).Session.Number.ShouldBe(1);
    }

    [Theory]
    [InlineData("zh", "ok", Language.Chinese)]
    [InlineData("zh", "see the bug", Language.Chinese)]
    [InlineData("zh", "please answer in English from now on", Language.English)]
    [InlineData("en", "你好", Language.Chinese)]
    [InlineData("en", "123", Language.English)]
    [InlineData("en", "/状态", Language.Chinese)]
    [InlineData("zh", "/status", Language.Chinese)]
    [InlineData("en", "/status", Language.English)]
    [InlineData(null, "/status", Language.Chinese)]
    [InlineData(null, "/model deepseek/deepseek-v4-flash", Language.Chinese)]
    [InlineData(null, "/btw 你好", Language.Chinese)]
    [InlineData(null, "hello", Language.English)]
    public void A_language_stays_until_the_person_clearly_writes_another(string? heard, string text, object language) =>
        ((object)Languages.For("auto", new PersonSettings(null, heard), text)).ShouldBe(language);

    [Fact]
    public void The_persons_choice_stands_before_the_operators_and_before_what_they_write()
    {
        Languages.For("zh", new PersonSettings("en", "zh"), "你好").ShouldBe(Language.English);
        Languages.For("en", new PersonSettings(null, "zh"), "你好").ShouldBe(Language.English);
    }

    private static IEnumerable<SessionScopes> Scopes() =>
        from dm in Enum.GetValues<DmScope>() from group_ in Enum.GetValues<GroupScope>() select new SessionScopes(dm, group_);

    private static object Meaning(SessionScopes scope, string account, string person, string chat) => chat.Length > 0
        ? scope.Group == GroupScope.Group ? ("group", account, chat) : ("group of a person", account, chat, person)
        : scope.Dm == DmScope.Main ? ("all private", account) : ("private", account, person);

    private static DingTalk.Messages.RobotMessage Message(string person, string chat) =>
        new Said { Staff = person, Group = chat.Length > 0, Conversation = chat.Length > 0 ? chat : "cid-private" }.Message();

    private static DateTimeOffset Utc(string time) => DateTimeOffset.Parse($"{time}:00Z", System.Globalization.CultureInfo.InvariantCulture);
}
