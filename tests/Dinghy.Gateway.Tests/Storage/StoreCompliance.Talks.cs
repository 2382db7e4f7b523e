using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Storage;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Conversations_are_listed_the_last_spoken_in_first_page_by_page()
    {
        foreach (var chat in new[] { Mine, "main/group/cid-g==", "main/dm/staff-9#ops", Mine }) await SayAsync(chat, "words");
        await Store.SeePersonAsync(new SeenPerson("main", "staff-9", "王九", T0, true, 20261120, 0), 10, Ct);
        await Store.SeeGroupAsync(new SeenGroup("main", "cid-g==", "财务群", T0), 10, Ct);

        var all = await Store.ListTalksAsync(null, null, 10, Ct);
        all.Select(talk => (talk.Key, talk.Name)).ShouldBe([(Mine, null), ("main/dm/staff-9#ops", "王九"), ("main/group/cid-g==", "财务群")]);
        var first = await Store.ListTalksAsync(null, null, 1, Ct);
        (await Store.ListTalksAsync(null, first[0].Cursor, 10, Ct)).Select(talk => talk.Key).ShouldBe(all.Skip(1).Select(talk => talk.Key));
        (await Store.ListTalksAsync("财务", null, 10, Ct)).Select(talk => talk.Key).ShouldBe(["main/group/cid-g=="]);
        (await Store.ListTalksAsync("王", null, 10, Ct)).Select(talk => talk.Key).ShouldBe(["main/dm/staff-9#ops"]);
        (await Store.ListTalksAsync("STAFF-1", null, 10, Ct)).Select(talk => talk.Key).ShouldBe([Mine]);
        (await Store.FindTalkAsync("main/dm/nobody", Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task What_was_said_is_read_backwards_with_whose_words_it_is()
    {
        await SayAsync(Mine, "one");
        await Store.ResetTalkAsync(Mine, "cli", T0, Ct);
        await SayAsync(Mine, "two");
        var page = await Store.ReadTalkEntriesAsync(Mine, null, 1, Ct);
        (page[0].Entry.Text, page[0].Session, page[0].Person).ShouldBe(("two", 1, "staff-1"));
        (await Store.ReadTalkEntriesAsync(Mine, page[0].Id, 10, Ct)).Select(entry => (entry.Entry.Text, entry.Session)).ShouldBe([("one", 0L)]);
    }

    [Fact]
    public async Task What_operators_do_to_a_conversation_is_in_the_audit()
    {
        await SayAsync(Mine, "one");
        await Store.ResetTalkAsync(Mine, "cli", T0, Ct);
        await Store.SetTalkModelAsync(Mine, "lab/two", "cli", T0, Ct);
        await Store.PauseTalkAsync(new Pause(Mine, "boss", T0, T0.AddMinutes(30)), Ct);
        (await Store.ResumeTalkAsync(Mine, "boss", T0, Ct)).ShouldBeTrue();
        (await Store.ResumeTalkAsync(Mine, "boss", T0, Ct)).ShouldBeFalse();

        (await Store.ReadHistoryAsync(Mine, 10, Ct)).ShouldBeEmpty("a new session has begun");
        (await SessionAsync(Mine)).Session.Model.ShouldBe("lab/two");
        (await Store.ReadAuditAsync(0, 10, Ct)).Select(entry => $"{entry.Kind} {entry.Subject} by {entry.Actor}").ShouldBe(
            [$"{AuditKinds.SessionReset} {Mine} by cli", $"{AuditKinds.SessionModel} {Mine} by cli", $"{AuditKinds.TakeoverPaused} {Mine} by boss", $"{AuditKinds.TakeoverResumed} {Mine} by boss"]);
    }

    [Fact]
    public async Task A_pause_is_known_after_a_restart_and_only_ever_made_longer()
    {
        await SayAsync($"{Mine}#ops", "one");
        await Store.PauseTalkAsync(new Pause(Mine, "boss", T0, T0.AddMinutes(30)), Ct);
        (await Store.ProlongPauseAsync(Mine, T0.AddMinutes(10), Ct)).ShouldBeTrue();
        await ReopenAsync();
        (await Store.ReadPausesAsync(Ct)).ShouldBe([new Pause(Mine, "boss", T0, T0.AddMinutes(30))]);
        (await Store.ProlongPauseAsync(Mine, T0.AddMinutes(40), Ct)).ShouldBeTrue();
        (await Store.FindTalkAsync($"{Mine}#ops", Ct))!.Pause.ShouldBe(new Pause(Mine, "boss", T0, T0.AddMinutes(40)), "whichever agent answers there");
        (await Store.ProlongPauseAsync(Yours, T0, Ct)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_newest_message_of_a_conversation_is_found()
    {
        (await Store.LastTurnAsync(Mine, Ct)).ShouldBeNull();
        await AddAsync("one");
        var two = await AddAsync("two");
        await AddAsync("other", conversation: Yours);
        (await Store.LastTurnAsync(Mine, Ct))!.Id.ShouldBe(two.Id);
    }
}
