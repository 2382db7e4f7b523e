using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Pipeline;

/// <summary>What people are told at the door, in which language and how often.</summary>
public sealed class DoorstepWordsTests
{
    private static readonly AccountConfig s_pairing = Accounts.Main with { DmPolicy = AccessPolicy.Pairing };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "Sorry, you do not have access")]
    [InlineData("Ask IT.", "Ask IT.")]
    public async Task A_stranger_for_whom_there_is_no_room_to_wait_is_told_so_once_an_hour(string? configured, string sentence)
    {
        await using var rig = await StartedAsync(s_pairing with { RefusalText = configured is null ? Wording.Off : new Wording(Said: true, configured) });
        for (var i = 1; i <= PairingDesk.MaxPending; i++)
        {
            await rig.PushAsync(new Said { Id = $"m{i}", Staff = $"staff-{i}", SenderId = $"$:{i}" });
            (await rig.DingTalk.NextAsync()).Text.ShouldContain("Pairing code");
        }

        for (var i = 0; i < 3; i++) await rig.PushAsync(new Said { Id = $"late{i}", Staff = "staff-9", SenderId = "$:9" });
        (await rig.DingTalk.NextAsync()).Text.ShouldStartWith(sentence);
        await rig.PushAsync(new Said { Id = "other", Staff = "staff-8", SenderId = "$:8" });
        (await rig.DingTalk.NextAsync()).Text.ShouldStartWith(sentence);
        await rig.DoorstepAsync();
        rig.DingTalk.All.Count.ShouldBe(PairingDesk.MaxPending + 2);
    }

    [Fact]
    public async Task Whoever_asked_in_English_or_chose_it_is_spoken_to_in_English_at_the_door()
    {
        await using var rig = await StartedAsync(Accounts.Main with { PersonLimits = new() { PerDay = 2 } });
        await rig.PushAsync(new Said { Id = "m1", Text = "/lang en" });
        await rig.DingTalk.NextAsync();
        await rig.PushAsync(new Said { Id = "m2", Text = "你好" });
        await rig.DingTalk.NextAsync();
        await rig.OutcomesAsync();
        await rig.PushAsync(new Said { Id = "m3", Text = "还有一个问题" });
        (await rig.DingTalk.NextAsync()).Text.ShouldStartWith("You have used up your 2 messages");
    }

    [Theory]
    [InlineData("Please let me in", "en")]
    [InlineData("请让我用", "zh")]
    [InlineData("42", null)]
    public async Task A_request_knows_in_which_language_it_was_made(string words, string? heard)
    {
        await using var rig = await StartedAsync(s_pairing);
        await rig.PushAsync(new Said { Text = words });
        await rig.DingTalk.NextAsync();
        var request = rig.Reception.Pairing.Pending().Single();
        request.Heard.ShouldBe(heard);
        var answer = await rig.Reception.Pairing.ApproveAsync(request.Code, null, PairingDesk.CommandLine, Ct);
        answer.Heard.ShouldBe(heard);
        var languages = new KnownLanguage(rig.Store, "auto");
        (await languages.OfAsync(answer.Account, answer.Person, text: null, answer.Heard, Ct)).ShouldBe(heard == "en" ? Language.English : Language.Chinese);
        (await new KnownLanguage(rig.Store, "zh").OfAsync(answer.Account, answer.Person, text: null, answer.Heard, Ct)).ShouldBe(Language.Chinese, "the operator's word goes first");
    }

    [Fact]
    public async Task The_days_limit_is_told_though_the_minutes_was_just_told_and_says_when_it_ends()
    {
        await using var rig = await StartedAsync(Accounts.Main with { PersonLimits = new() { PerMinute = 1, PerDay = 2 } });
        await rig.PushAsync(new Said { Id = "m1" });
        await rig.DingTalk.NextAsync();
        await rig.PushAsync(new Said { Id = "m2" });
        (await rig.DingTalk.NextAsync()).Text.ShouldContain("too quickly");
        await rig.OutcomesAsync();
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await rig.PushAsync(new Said { Id = "m3" });
        await rig.DingTalk.NextAsync();
        await rig.OutcomesAsync();
        for (var i = 0; i < 3; i++) await rig.PushAsync(new Said { Id = $"m4{i}" });
        (await rig.DingTalk.NextAsync()).Text.ShouldStartWith("You have used up your 2 messages for today. They are back at 00:00 (UTC");
        await rig.DoorstepAsync();
        rig.DingTalk.All.Count.ShouldBe(4);
    }

    private static async Task<PipelineRig> StartedAsync(AccountConfig account)
    {
        var rig = new PipelineRig(FakeModel.Echo(), account: account);
        await rig.StartAsync();
        return rig;
    }
}
