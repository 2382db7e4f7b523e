using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Storage;

public abstract partial class StoreCompliance
{
    private static readonly PairingRequest s_request = new("main", "staff-1", "ABCD2345", "Ann", T0, T0.AddMinutes(1), Told: false);

    [Fact]
    public async Task Pairing_requests_are_kept_one_a_person_and_account()
    {
        await Store.PutPairingAsync(s_request, Ct);
        await Store.PutPairingAsync(s_request with { Account = "second", CreatedAt = T0.AddMinutes(2) }, Ct);
        await Store.PutPairingAsync(s_request with { Told = true, Heard = "en" }, Ct);
        await ReopenAsync();
        (await Store.ReadPairingsAsync(Ct)).ShouldBe([s_request with { Told = true, Heard = "en" }, s_request with { Account = "second", CreatedAt = T0.AddMinutes(2) }]);
        await Store.RemovePairingAsync("main", "staff-1", Ct);
        await Store.RemovePairingAsync("main", "nobody", Ct);
        (await Store.ReadPairingsAsync(Ct)).ShouldHaveSingleItem().Account.ShouldBe("second");
    }

    [Fact]
    public async Task An_approval_takes_the_request_of_its_account_only()
    {
        await Store.PutPairingAsync(s_request, Ct);
        await Store.PutPairingAsync(s_request with { Account = "second" }, Ct);
        var approval = new Approval("main", "staff-1", "Ann", T0, "cli", Owner: true);
        await Store.ApproveAsync(approval, Ct);
        await ReopenAsync();
        (await Store.ReadApprovalsAsync(Ct)).ShouldBe([approval]);
        (await Store.ReadPairingsAsync(Ct)).ShouldHaveSingleItem().Account.ShouldBe("second");
    }

    [Fact]
    public async Task Who_is_an_owner_stays_one_when_approved_again_and_until_revoked()
    {
        var approval = new Approval("main", "staff-1", "Ann", T0, "cli", Owner: true);
        await Store.ApproveAsync(approval, Ct);
        await Store.ApproveAsync(approval with { Owner = false, ApprovedBy = "boss" }, Ct);
        (await Store.ReadApprovalsAsync(Ct)).ShouldBe([approval with { ApprovedBy = "boss" }]);
        await Store.RevokeAsync("main", "STAFF-1", "boss", T0, Ct);
        (await Store.ReadApprovalsAsync(Ct)).Count.ShouldBe(1);
        await Store.RevokeAsync("main", "staff-1", "boss", T0, Ct);
        await ReopenAsync();
        (await Store.ReadApprovalsAsync(Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_revocation_holds_over_what_another_program_had_approved_until_somebody_approves_here()
    {
        var theirs = new Approval("main", "staff-1", "", T0.AddDays(-9), "openclaw", Owner: false);
        (await Store.ImportApprovalAsync(theirs, Ct)).ShouldBeTrue();
        var ours = theirs with { Nick = "Ann", ApprovedBy = "cli", Owner = true };
        await Store.ApproveAsync(ours, Ct);
        (await Store.ImportApprovalAsync(theirs, Ct)).ShouldBeTrue();
        (await Store.ReadApprovalsAsync(Ct)).ShouldBe([ours], "what was decided here is left as it is");
        await Store.RevokeAsync("main", "staff-1", "boss", T0, Ct);
        await ReopenAsync();
        (await Store.ImportApprovalAsync(theirs, Ct)).ShouldBeFalse();
        (await Store.ImportApprovalAsync(theirs with { Account = "second" }, Ct)).ShouldBeTrue();
        (await Store.ReadRevokedAsync(Ct)).ShouldBe([("main", "staff-1")]);
        await Store.ApproveAsync(theirs with { ApprovedBy = "cli" }, Ct);
        (await Store.ReadRevokedAsync(Ct)).ShouldBeEmpty();
        (await Store.ImportApprovalAsync(theirs, Ct)).ShouldBeTrue();
    }

    [Fact]
    public async Task That_there_once_was_an_owner_outlives_the_revocation()
    {
        var approval = new Approval("main", "staff-1", "Ann", T0, "cli", Owner: false);
        await Store.ApproveAsync(approval, Ct);
        (await Store.HadOwnerAsync(Ct)).ShouldBeFalse();
        await Store.ApproveAsync(approval with { Person = "staff-2", Owner = true }, Ct);
        await Store.RevokeAsync("main", "staff-2", "boss", T0, Ct);
        await ReopenAsync();
        (await Store.HadOwnerAsync(Ct)).ShouldBeTrue();
        (await Store.ReadApprovalsAsync(Ct)).ShouldBe([approval]);
    }

    [Fact]
    public async Task A_first_private_message_is_first_once_whatever_came_in_groups_before()
    {
        var inGroup = new SeenPerson("main", "staff-1", "Ann", T0, InPrivate: false, 20261120, 0);
        (await Store.SeePersonAsync(inGroup, 10, Ct)).ShouldBeFalse();
        (await Store.SeePersonAsync(inGroup with { InPrivate = true, Nick = "Ann B." }, 10, Ct)).ShouldBeTrue();
        await ReopenAsync();
        (await Store.SeePersonAsync(inGroup with { InPrivate = true, LastSeen = T0.AddMinutes(-1) }, 10, Ct)).ShouldBeFalse();
        (await Store.SeePersonAsync(inGroup with { Account = "second", InPrivate = true }, 10, Ct)).ShouldBeTrue();
        var seen = (await Store.ReadPeopleAsync(10, Ct)).Single(person => person.Account == "main");
        seen.ShouldBe(inGroup with { InPrivate = true });
    }

    [Fact]
    public async Task A_days_count_is_the_highest_and_begins_anew_with_the_day()
    {
        var person = new SeenPerson("main", "staff-1", "Ann", T0, InPrivate: true, 20261120, 3);
        await Store.SeePersonAsync(person, 10, Ct);
        await Store.SeePersonAsync(person with { Said = 2 }, 10, Ct);
        await Store.SeePersonAsync(person with { Person = "quiet", Said = 0 }, 10, Ct);
        (await Store.ReadPeopleOfAsync(20261120, Ct)).ShouldHaveSingleItem().Said.ShouldBe(3);
        await Store.SeePersonAsync(person with { Day = 20261121, Said = 1 }, 10, Ct);
        (await Store.ReadPeopleOfAsync(20261120, Ct)).ShouldBeEmpty();
        (await Store.ReadPeopleOfAsync(20261121, Ct)).ShouldHaveSingleItem().Said.ShouldBe(1);
    }

    [Fact]
    public async Task Groups_are_new_once_and_keep_their_last_name()
    {
        var group = new SeenGroup("main", "cid-1", "Ops", T0);
        (await Store.SeeGroupAsync(group, 10, Ct)).ShouldBeTrue();
        (await Store.SeeGroupAsync(group with { Title = "", LastSeen = T0.AddMinutes(1) }, 10, Ct)).ShouldBeFalse();
        await ReopenAsync();
        (await Store.SeeGroupAsync(group with { Account = "second" }, 10, Ct)).ShouldBeTrue();
        (await Store.ReadGroupsAsync(1, Ct)).ShouldBe([group with { LastSeen = T0.AddMinutes(1) }]);
    }

    [Fact]
    public async Task Of_people_and_groups_the_newest_are_kept()
    {
        for (var i = 0; i < 6; i++)
        {
            await Store.SeePersonAsync(new SeenPerson("main", $"staff-{i}", "", T0.AddMinutes(i), InPrivate: true, 0, 0), 3, Ct);
            await Store.SeeGroupAsync(new SeenGroup("main", $"cid-{i}", "", T0.AddMinutes(i)), 3, Ct);
        }

        (await Store.ReadPeopleAsync(10, Ct)).Select(person => person.Person).ShouldBe(["staff-5", "staff-4", "staff-3"]);
        (await Store.ReadGroupsAsync(10, Ct)).Select(group => group.Conversation).ShouldBe(["cid-5", "cid-4", "cid-3"]);
    }
}
