using System.Text.RegularExpressions;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Storage.Sqlite;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Access;

public sealed partial class PairingDeskTests : IAsyncDisposable
{
    private readonly TempHome _home = new();
    private readonly ManualTimeProvider _time = new(Said.At);
    private readonly FlakyStore _store;
    private Owners _owners = new(Accounts.Ids());
    private PairingDesk _desk;

    public PairingDeskTests()
    {
        _store = new FlakyStore(SqliteStore.Open(_home.Path));
        _desk = Desk();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task A_code_has_eight_of_thirty_two_symbols_and_is_told_once()
    {
        var request = (await AskAsync("ann")).ShouldNotBeNull();
        CodeForm().IsMatch(request.Code).ShouldBeTrue(request.Code);
        (await AskAsync("ann")).ShouldBeNull();
        _time.Advance(TimeSpan.FromMinutes(59));
        (await AskAsync("ann")).ShouldBeNull();
        _desk.Pending().ShouldHaveSingleItem().Code.ShouldBe(request.Code);
    }

    [Fact]
    public async Task A_code_that_did_not_reach_its_person_is_told_again_and_is_the_same()
    {
        var request = (await AskAsync("ann"))!;
        await _desk.NotToldAsync(request, Ct);
        (await AskAsync("ann"))!.Code.ShouldBe(request.Code);
        (await AskAsync("ann")).ShouldBeNull();
    }

    [Fact]
    public async Task After_an_hour_a_code_is_dead_and_a_new_one_is_given()
    {
        var old = (await AskAsync("ann"))!;
        _time.Advance(TimeSpan.FromHours(1));
        _desk.Pending().ShouldBeEmpty();
        (await ApproveAsync(old.Code)).End.ShouldBe(PairingEnd.Unknown);
        (await AskAsync("ann"))!.Code.ShouldNotBe(old.Code);
    }

    [Fact]
    public async Task Three_may_wait_on_an_account_and_a_fourth_has_no_code_until_there_is_room()
    {
        foreach (var person in (string[])["a", "b", "c"]) (await AskAsync(person)).ShouldNotBeNull();
        (await _desk.AskAsync("main", "d", "", heard: null, Ct)).ShouldBe(new PairingAsk(null, NoRoom: true));
        (await _desk.AskAsync("main", "a", "", heard: null, Ct)).ShouldBe(default, "who waits was told");
        (await AskAsync("d", "second")).ShouldNotBeNull("the other account has its own three");
        (await _desk.DenyAsync("a", null, PairingDesk.CommandLine, Ct)).End.ShouldBe(PairingEnd.Done);
        (await AskAsync("d")).ShouldNotBeNull();
        _time.Advance(PairingDesk.CodeLife);
        (await AskAsync("e")).ShouldNotBeNull("the dead make room");
        (await _store.ReadPairingsAsync(Ct)).ShouldHaveSingleItem().Person.ShouldBe("e");
    }

    [Theory]
    [InlineData("code")]
    [InlineData("lower")]
    [InlineData("padded")]
    [InlineData("id")]
    public async Task An_approval_takes_the_code_in_any_case_or_the_whole_id(string how)
    {
        var request = (await AskAsync("Staff-1"))!;
        var word = how switch { "code" => request.Code, "lower" => request.Code.ToLowerInvariant(), "padded" => $" {request.Code} ", _ => "Staff-1" };
        var answer = await ApproveAsync(word);
        (answer.End, answer.Account, answer.Person, answer.Nick).ShouldBe((PairingEnd.Done, "main", "Staff-1", "nick of Staff-1"));
        _desk.IsApproved("main", "Staff-1").ShouldBeTrue();
        (await ApproveAsync(word)).End.ShouldBe(PairingEnd.Unknown, "once");
    }

    [Theory]
    [InlineData("staff-1")]
    [InlineData("Staff-")]
    [InlineData("Staff-11")]
    [InlineData("")]
    public async Task An_id_is_compared_whole(string other)
    {
        await AskAsync("Staff-1");
        (await ApproveAsync(other)).End.ShouldBe(PairingEnd.Unknown);
        _desk.IsApproved("main", other).ShouldBeFalse();
    }

    [Fact]
    public async Task An_approval_holds_for_its_account_only_and_after_a_restart()
    {
        await ApproveAsync((await AskAsync("ann"))!.Code);
        await RestartAsync();
        _desk.IsApproved("main", "ann").ShouldBeTrue();
        _desk.IsApproved("second", "ann").ShouldBeFalse();
        _desk.IsApproved("main", "ANN").ShouldBeFalse();
        (await AskAsync("ann")).ShouldBeNull();
    }

    [Fact]
    public async Task A_request_outlives_a_restart_with_its_code_and_its_being_told()
    {
        var request = (await AskAsync("ann"))!;
        await RestartAsync();
        (await AskAsync("ann")).ShouldBeNull();
        (await ApproveAsync(request.Code)).End.ShouldBe(PairingEnd.Done);
    }

    [Fact]
    public async Task One_person_waiting_on_two_accounts_has_to_be_named_with_one()
    {
        await AskAsync("ann");
        await AskAsync("ann", "second");
        (await ApproveAsync("ann")).End.ShouldBe(PairingEnd.Ambiguous);
        (await ApproveAsync("ann", "second")).End.ShouldBe(PairingEnd.Done);
        _desk.IsApproved("main", "ann").ShouldBeFalse();
    }

    [Fact]
    public async Task A_code_of_another_account_is_not_taken_where_one_is_named()
    {
        var request = (await AskAsync("ann"))!;
        (await ApproveAsync(request.Code, "second")).End.ShouldBe(PairingEnd.Unknown);
        (await ApproveAsync(request.Code, "main")).End.ShouldBe(PairingEnd.Done);
    }

    [Fact]
    public async Task The_first_approval_by_the_command_line_makes_an_owner_and_no_other_does()
    {
        (await ApproveAsync((await AskAsync("by-chat"))!.Code, by: "someone")).BecameOwner.ShouldBeFalse();
        (await ApproveAsync((await AskAsync("first"))!.Code)).BecameOwner.ShouldBeTrue();
        (await ApproveAsync((await AskAsync("second"))!.Code)).BecameOwner.ShouldBeFalse();
        await RestartAsync();
        _owners.IsOwner("main", "first").ShouldBeTrue();
        foreach (var other in (string?[])["second", "by-chat", "FIRST", "", null]) _owners.IsOwner("main", other).ShouldBeFalse(other);
        _owners.IsOwner("other", "first").ShouldBeFalse();
    }

    [Fact]
    public async Task Nobody_becomes_owner_where_the_configuration_names_one_nor_anybody_of_elsewhere()
    {
        (await ApproveAsync((await AskAsync("$:LWCP_v1:$outsider"))!.Code)).BecameOwner.ShouldBeFalse();
        _owners = new Owners(Accounts.Ids("boss"));
        await RestartAsync();
        (await ApproveAsync((await AskAsync("ann"))!.Code)).BecameOwner.ShouldBeFalse();
        (_owners.IsOwner("main", "boss"), _owners.IsOwner("any", "boss"), _owners.IsOwner("main", "bos")).ShouldBe((true, true, false));
    }

    [Fact]
    public async Task A_revoked_person_is_a_stranger_again_and_no_owner()
    {
        await ApproveAsync((await AskAsync("ann"))!.Code);
        (await _desk.RevokeAsync("Ann", null, PairingDesk.CommandLine, Ct)).End.ShouldBe(PairingEnd.Unknown);
        (await _desk.RevokeAsync("ann", "second", PairingDesk.CommandLine, Ct)).End.ShouldBe(PairingEnd.Unknown);
        (await _desk.RevokeAsync("ann", null, PairingDesk.CommandLine, Ct)).End.ShouldBe(PairingEnd.Done);
        (_desk.IsApproved("main", "ann"), _owners.IsOwner("main", "ann"), _owners.Any).ShouldBe((false, false, false));
        await RestartAsync();
        _desk.IsApproved("main", "ann").ShouldBeFalse();
        (await AskAsync("ann")).ShouldNotBeNull();
    }

    [Fact]
    public async Task After_an_owner_was_revoked_no_approval_makes_another_over_restarts_too()
    {
        (await ApproveAsync((await AskAsync("ann"))!.Code)).BecameOwner.ShouldBeTrue();
        await _desk.RevokeAsync("ann", null, PairingDesk.CommandLine, Ct);
        (await ApproveAsync((await AskAsync("bob"))!.Code)).BecameOwner.ShouldBeFalse();
        _owners = new Owners(Accounts.Ids());
        await RestartAsync();
        (await ApproveAsync((await AskAsync("ann"))!.Code)).BecameOwner.ShouldBeFalse();
        _owners.Of("main").ShouldBeEmpty();
    }

    [Fact]
    public async Task Ten_thousand_wrong_codes_do_not_find_the_right_one()
    {
        var request = (await AskAsync("ann"))!;
        var chance = new Random(11);
        var looked = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var guess = new string(chance.GetItems<char>("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 8));
            var answer = await ApproveAsync(guess, by: "guesser");
            answer.End.ShouldNotBe(PairingEnd.Done);
            if (answer.End == PairingEnd.Unknown) looked++;
        }

        looked.ShouldBe(5, "the rest is not even looked at");
        var locked = await ApproveAsync(request.Code, by: "guesser");
        (locked.End, locked.Wait).ShouldBe((PairingEnd.Locked, TimeSpan.FromMinutes(1)));
        (await _desk.DenyAsync(request.Code, null, "guesser", Ct)).End.ShouldBe(PairingEnd.Locked, "another action is no way round");
        (await ApproveAsync(request.Code, by: "somebody else")).End.ShouldBe(PairingEnd.Done, "one who guesses locks nobody else out");
    }

    [Fact]
    public async Task The_wait_after_wrong_codes_doubles_up_to_an_hour_and_a_right_one_ends_it()
    {
        await AskAsync("ann");
        for (var i = 0; i < 4; i++) (await ApproveAsync("WRONG234")).End.ShouldBe(PairingEnd.Unknown);
        foreach (var minutes in (int[])[1, 2, 4, 8, 16, 32, 60, 60])
        {
            (await ApproveAsync("WRONG234")).End.ShouldBe(PairingEnd.Unknown);
            (await ApproveAsync("WRONG234")).Wait.ShouldBe(TimeSpan.FromMinutes(minutes));
            _time.Advance(TimeSpan.FromMinutes(minutes));
        }

        (await ApproveAsync((await AskAsync("bob"))!.Code)).End.ShouldBe(PairingEnd.Done);
        for (var i = 0; i < 4; i++) (await ApproveAsync("WRONG234")).End.ShouldBe(PairingEnd.Unknown, "free again");
    }

    [Fact]
    public async Task What_could_not_be_stored_has_not_happened()
    {
        var request = (await AskAsync("ann"))!;
        (_store.Failing, _store.Failures) = (nameof(IAccessStore.ApproveAsync), 1);
        await Should.ThrowAsync<StoreException>(() => ApproveAsync(request.Code));
        (_desk.IsApproved("main", "ann"), _owners.Any).ShouldBe((false, false));
        (await ApproveAsync(request.Code)).End.ShouldBe(PairingEnd.Done);
        (_store.Failing, _store.Failures) = (nameof(IAccessStore.PutPairingAsync), 1);
        await Should.ThrowAsync<StoreException>(() => AskAsync("bob"));
        (await AskAsync("bob")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Fifty_messages_at_once_are_told_one_code()
    {
        var asked = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => AskAsync("ann"))));
        asked.Count(request => request is not null).ShouldBe(1);
    }

    private async Task<PairingRequest?> AskAsync(string person, string account = "main") => (await _desk.AskAsync(account, person, $"nick of {person}", heard: null, Ct)).Request;

    private Task<PairingAnswer> ApproveAsync(string codeOrPerson, string? account = null, string by = PairingDesk.CommandLine) =>
        _desk.ApproveAsync(codeOrPerson, account, by, Ct);

    private async Task RestartAsync()
    {
        _desk = Desk();
        await _desk.LoadAsync(Ct);
    }

    private PairingDesk Desk() => new(_store, _owners, new AccessLog(NullLogger<AccessLog>.Instance), _time);

    [GeneratedRegex("^[ABCDEFGHJKLMNPQRSTUVWXYZ23456789]{8}$")]
    private static partial Regex CodeForm();
}
