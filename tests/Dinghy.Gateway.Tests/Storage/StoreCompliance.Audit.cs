using Dinghy.Gateway.Audit;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Storage;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task The_audit_is_added_to_in_order_and_each_entry_names_the_one_before_it()
    {
        var told = new List<AuditEntry>();
        Store.AuditAppended = told.Add;
        var first = await Store.AppendAuditAsync(new AuditEvent("test.one", "boss", "main", "exec") { Facts = new Dictionary<string, string> { ["b"] = "2", ["a"] = "一" } }, T0, Ct);
        await ReopenAsync();
        var second = await Store.AppendAuditAsync(new AuditEvent("test.two", "boss", "main", "exec"), T0.AddSeconds(1), Ct);
        (first.Number, second.Number, first.Previous, second.Previous).ShouldBe((1, 2, AuditEntry.Beginning, first.Hash));
        first.Facts.ShouldBe("""{"a":"一","b":"2"}""");
        (await Store.ReadAuditAsync(0, 10, Ct)).ShouldBe([first, second]);
        (await Store.ReadAuditAsync(1, 10, Ct)).ShouldBe([second]);
        told.ShouldBe([first]);
    }

    [Fact]
    public async Task Entries_made_at_once_make_one_chain()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Store.AppendAuditAsync(new AuditEvent("test", "boss", "main", $"{i}"), T0, Ct)));
        var all = await Store.ReadAuditAsync(0, 100, Ct);
        all.Select(entry => entry.Number).ShouldBe(Enumerable.Range(1, 50).Select(i => (long)i));
        all.Skip(1).Zip(all).ShouldAllBe(pair => pair.First.Previous == pair.Second.Hash);
    }

    [Fact]
    public async Task Who_is_let_in_refused_and_put_out_is_in_the_audit_with_whoever_did_it()
    {
        await Store.ApproveAsync(new Approval("main", "ann", "Ann", T0, "cli", Owner: true), Ct);
        await Store.DenyPairingAsync("main", "bob", "boss", T0, Ct);
        await Store.RevokeAsync("main", "ann", "boss", T0, Ct);
        await Store.RevokeAsync("main", "nobody", "boss", T0, Ct);
        (await Store.ReadAuditAsync(0, 10, Ct)).Select(entry => $"{entry.Kind} {entry.Subject} by {entry.Actor} {entry.Facts}")
            .ShouldBe(["pairing.approved ann by cli {\"owner\":\"yes\"}", "pairing.denied bob by boss {}", "pairing.revoked ann by boss {}"]);
    }
}
