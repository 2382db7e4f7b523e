using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Storage;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Settings_of_a_chat_without_a_memory_go_once_they_are_old_and_those_of_others_stay()
    {
        await SayAsync(Mine, "words");
        foreach (var chat in new[] { Mine, Yours }) await ChangeAsync(chat, new SessionChange { Conversation = chat, Anew = true, Model = new Setting("lab/one") });
        (await Store.ForgetSettingsAsync(T0, 10, Ct)).ShouldBe(0, "both were changed at this time");

        (await Store.ForgetSettingsAsync(T0.AddMilliseconds(1), 10, Ct)).ShouldBe(1);
        (await SessionAsync(Yours)).Session.ShouldBe(Session.First);
        (await SessionAsync(Mine)).Session.ShouldBe(new Session(1, T0, null, "lab/one", null));
        (await Store.ReadHistoryAsync(Mine, 10, Ct)).ShouldBeEmpty("what was said before the new session must not come back");
    }

    [Fact]
    public async Task Languages_of_people_who_are_not_among_those_seen_go()
    {
        foreach (var person in new[] { "staff-1", "staff-2", "staff-3" })
            await EffectAsync(Mine, new TurnEffects { Person = new PersonChange("main", person, new Setting("en"), null) });
        await Store.SeePersonAsync(new SeenPerson("main", "staff-1", "One", T0, true, 20261120, 0), 10, Ct);
        await Store.SeePersonAsync(new SeenPerson("other", "staff-2", "Two", T0, true, 20261120, 0), 10, Ct);

        (await Store.ForgetSettingsAsync(T0, 1, Ct)).ShouldBe(1, "the limit: there may be more");
        (await Store.ForgetSettingsAsync(T0, 10, Ct)).ShouldBe(1);
        (await Store.ReadSessionAsync(Mine, "main", "staff-1", Ct)).Person.Language.ShouldBe("en");
        foreach (var person in new[] { "staff-2", "staff-3" }) (await Store.ReadSessionAsync(Mine, "main", person, Ct)).Person.ShouldBe(PersonSettings.Unknown);
    }

    [Fact]
    public async Task Notices_of_earlier_days_and_thresholds_of_earlier_months_go()
    {
        var day = new DateOnly(2026, 11, 20);
        await Store.NoticeAsync("main", "quota", "ann", day.AddDays(-1), Ct);
        await Store.NoticeAsync("main", "quota", "bob", day, Ct);
        await Store.MarkToldAsync("corp/2026-09/calls/80", T0.AddDays(-71), Ct);
        await Store.MarkToldAsync("corp/2026-11/calls/80", T0, Ct);

        (await Store.ForgetNoticesAsync(day, T0, 10, Ct)).ShouldBe(1);
        (await Store.ForgetNoticesAsync(day, T0, 10, Ct)).ShouldBe(0);
        (await Store.NoticeAsync("main", "quota", "bob", day, Ct)).ShouldBeFalse();
        (await Store.MarkToldAsync("corp/2026-11/calls/80", T0, Ct)).ShouldBeFalse();
        (await Store.MarkToldAsync("corp/2026-09/calls/80", T0, Ct)).ShouldBeTrue();
    }
}
