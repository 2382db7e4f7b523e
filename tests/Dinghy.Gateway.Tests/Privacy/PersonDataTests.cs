using System.IO.Compression;
using System.Text.Json.Nodes;
using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Privacy;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Privacy;

/// <summary>Everything of one person is found wherever it lies, and after an erasure nowhere; of others nothing is touched.</summary>
public sealed class PersonDataTests : IAsyncDisposable
{
    private const string Group = "main/group/cid-group==";

    private readonly TempHome _home = new();
    private readonly ManualTimeProvider _time = new(Said.At);
    private readonly SqliteStore _store;
    private readonly PersonData _data;

    public PersonDataTests()
    {
        _store = SqliteStore.Open(_home.Path);
        _data = new PersonData(_store, _store, _home.Path, new PrivacyLog(NullLogger<PrivacyLog>.Instance), _time);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task After_an_erasure_no_byte_of_the_person_is_left_in_any_table_but_their_id_in_the_audit()
    {
        await FillAsync("ann");
        await FillAsync("bob");
        var erased = await _data.EraseAsync(Of("ann"), except: 0, "cli", Ct);
        (erased.Messages, erased.Lines, erased.Files.Count).ShouldBe((3, 4, 2));

        (await _data.CountAsync(Of("ann"), Ct)).Select(one => one.Kind).ShouldBe(["access", "audit"], "that they may write, without their name");
        (await _data.CountAsync(Of("bob"), Ct)).Sum(one => one.Rows).ShouldBeGreaterThan(12);
        _home.AllBytes().ShouldNotContain("WORDS-OF-ann", Case.Sensitive, "nor in the log of the database that is at work");
        await _store.DisposeAsync();
        var bytes = _home.AllBytes();
        bytes.ShouldNotContain("WORDS-OF-ann");
        bytes.ShouldContain("WORDS-OF-bob");
        Directory.EnumerateFiles(_home.Path, "*ann*", SearchOption.AllDirectories).ShouldBeEmpty();
        SqliteAudit.Verify(_home.Path, null)!.Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Their_messages_are_still_recognised_when_they_come_again_and_what_was_asked_ends_without_an_answer()
    {
        await FillAsync("ann");
        var open = (await _store.AddTurnAsync(Message("ann", "open").NewTurn(conversation: "main/dm/ann"), null, Ct))!;
        await _data.EraseAsync(Of("ann"), except: 0, "cli", Ct);
        (await _store.AddTurnAsync(Message("ann", "open").NewTurn(conversation: "main/dm/ann"), null, Ct)).ShouldBeNull();
        (await _store.AddReplyAsync(new NewReply(open.Id, "too late", TurnOutcome.Answered, []), null, Said.At, Ct)).IsRefused.ShouldBeTrue();
        (await _store.CountAsync(Ct)).Outcomes["cancelled:erased"].ShouldBe(1);
    }

    [Fact]
    public async Task What_they_said_in_a_group_goes_with_the_answers_to_it_and_a_summary_made_of_it()
    {
        await FillAsync("ann");
        await FillAsync("bob");
        var turn = (await _store.AddTurnAsync(Message("bob", "sum").NewTurn(conversation: Group), null, Ct))!;
        await _store.AddReplyAsync(
            new NewReply(turn.Id, "ok", TurnOutcome.Answered, []) { Effects = new TurnEffects { Session = new SessionChange { Conversation = Group, Compact = new Compaction(Group, 0, 0, 1, "ann said things") } } }, null, Said.At, Ct);
        await _data.EraseAsync(Of("ann"), except: 0, "cli", Ct);
        (await _store.ReadAllHistoryAsync(Group, 10, Ct)).Select(entry => entry.Text).ShouldBe(["WORDS-OF-bob in the group", "answer to WORDS-OF-bob"]);
        (await _store.ReadSessionAsync(Group, "main", "bob", Ct)).Session.Summary.ShouldBeNull();
    }

    [Fact]
    public async Task The_turn_in_which_it_is_asked_for_goes_on()
    {
        var turn = (await _store.AddTurnAsync(Message("ann", "erase").NewTurn(conversation: "main/dm/ann"), null, Ct))!;
        await _data.EraseAsync(Of("ann"), except: turn.Id, "ann", Ct);
        (await _store.IsOpenAsync(turn.Id, Ct)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_namesake_of_another_organisation_is_somebody_else()
    {
        await FillAsync("ann");
        await _data.EraseAsync(PersonData.Of(["other"], "ann"), except: 0, "cli", Ct);
        (await _data.CountAsync(Of("ann"), Ct)).ShouldContain(one => one.Kind == "messages" && one.Rows == 3);
    }

    [Fact]
    public async Task An_export_holds_every_kind_the_files_and_no_address_that_opens_a_door()
    {
        await FillAsync("ann");
        await FillAsync("bob");
        using var bytes = new MemoryStream();
        await _data.ZipAsync(Of("ann"), "cli", bytes, Ct);
        using var zip = new ZipArchive(bytes, ZipArchiveMode.Read);
        using var reader = new StreamReader(zip.GetEntry("records.json")!.Open());
        var text = await reader.ReadToEndAsync(Ct);
        text.ShouldNotContain("bob");
        text.ShouldNotContain("s3cr3t", Case.Sensitive, "the session webhook");
        var records = JsonNode.Parse(text)!["records"]!.AsObject();
        foreach (var kind in new[] { "messages", "answers", "files", "memory_of_talks", "sessions", "facts", "seen", "settings", "access", "tokens", "spend", "schedules", "votes" })
            records[kind]!.AsArray().Count.ShouldBeGreaterThan(0, kind);
        zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal).ShouldBe(["files/attachments/2026-11/1-1-ann.txt", "files/talks/1/note-ann.md", "records.json"]);
        (await _store.ReadAuditAsync(0, 100, Ct))[^1].Kind.ShouldBe(AuditKinds.PrivacyExported);
    }

    private static PersonRecord Of(string person) => PersonData.Of(["main"], person);

    private static Said Message(string who, string id) => new() { Id = $"{who}-{id}", Staff = who, Nick = who, Text = $"WORDS-OF-{who}" };

    /// <summary>A row of every kind.</summary>
    private async Task FillAsync(string who)
    {
        var talk = $"main/dm/{who}";
        var first = await SayAsync(Message(who, "one"), talk, $"WORDS-OF-{who}");
        await SayAsync(Message(who, "two") with { Group = true }, Group, $"WORDS-OF-{who} in the group");
        var used = (await _store.AddTurnAsync(Message(who, "three").NewTurn(conversation: talk), null, Ct))!;
        await _store.AddReplyAsync(
            new NewReply(used.Id, $"WORDS-OF-{who}", TurnOutcome.Answered, [])
            {
                Effects = new TurnEffects
                {
                    Usage = [new TurnUse("main", talk, who, "m", 1, 2, TimeSpan.Zero)], Person = new PersonChange("main", who, new Setting("en"), null),
                    Session = new SessionChange { Conversation = talk, Model = new Setting($"lab/WORDS-OF-{who}") },
                },
            },
            null, Said.At, Ct);
        await _store.CloseTurnAsync(used.Id, TurnOutcome.Answered, Said.At, Ct);
        await _store.AddFactAsync(new Fact(0, Group, $"fact WORDS-OF-{who}", "main", who, who, Said.At), 10, Ct);
        await _store.SeePersonAsync(new SeenPerson("main", who, $"nick WORDS-OF-{who}", Said.At, true, 20261120, 1), 10, Ct);
        await _store.ApproveAsync(new Approval("main", who, $"nick WORDS-OF-{who}", Said.At, "cli", Owner: false), Ct);
        await _store.VoteAsync(new Vote(first.Id, who, true, Said.At), Ct);
        await _store.AddSpendAsync(new Spend(new DateOnly(2026, 11, 20), "main", who, "default", "m", "CNY") { Calls = 1, Input = 2, Output = 3 }, Ct);
        await _store.AddScheduleAsync(new Schedule { Account = "main", Owner = who, Person = who, Conversation = "", IsGroup = false, Message = $"WORDS-OF-{who}", Kind = SpecKind.At, Spec = "2030-01-01T00:00:00Z", Zone = "UTC", CreatedAt = Said.At }, 10, 100, Ct);
        var stored = $"2026-11/{first.Id}-1-{who}.txt";
        Directory.CreateDirectory(Path.Combine(_home.Path, "attachments", "2026-11"));
        await File.WriteAllTextAsync(Path.Combine(_home.Path, "attachments", stored), $"WORDS-OF-{who}", Ct);
        await _store.PutAttachmentAsync(new StoredAttachment(first.Id, 1, $"{who}.txt", stored, 3, "text/plain", null), Ct);
        new TalkFolders(_home.Path).Make(talk).ShouldBeNull();
        await File.WriteAllTextAsync(Path.Combine(new TalkFolders(_home.Path).FilesOf(talk), $"note-{who}.md"), $"WORDS-OF-{who}", Ct);
    }

    private async Task<Turn> SayAsync(Said said, string talk, string words)
    {
        var turn = (await _store.AddTurnAsync(said.NewTurn(conversation: talk), null, Ct))!;
        await _store.AddReplyAsync(
            new NewReply(turn.Id, $"answer WORDS-OF-{said.Staff}", TurnOutcome.Answered,
            [
                new HistoryEntry(talk, HistoryRole.Person, words, Said.At), new HistoryEntry(talk, HistoryRole.Assistant, $"answer to WORDS-OF-{said.Staff}", Said.At),
            ]), null, Said.At, Ct);
        await _store.CloseTurnAsync(turn.Id, TurnOutcome.Answered, Said.At, Ct);
        return turn;
    }
}
