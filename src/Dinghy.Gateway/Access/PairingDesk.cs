using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Access;

/// <summary>
/// Strangers ask by writing, an operator lets them in: by the command line, the console or a chat with an owner. Approvals hold for private
/// chats of one account. What is asked of it most, <see cref="IsApproved"/>, needs neither lock nor store.
/// </summary>
internal sealed class PairingDesk(IAccessStore store, Owners owners, AccessLog log, TimeProvider time)
{
    /// <summary>By the command line or another place that proves it is the operator's; the first such approval makes an owner, once and for all.</summary>
    public const string CommandLine = "cli";

    public const int MaxPending = 3;

    private const int CodeLength = 8;

    /// <summary>Nothing that looks like something else: no 0 and O, no 1 and I.</summary>
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    public static readonly TimeSpan CodeLife = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<(string Account, string Person), Approval> _approved = new();
    private readonly ConcurrentDictionary<(string Account, string Person), PairingRequest> _pending = new();
    private readonly GuessGuard _guesses = new(time);
    private bool _hadOwner;
    private Task _last = Task.CompletedTask;

    /// <summary>Under which names an account's things are kept beside its own: what an operator names is an account.</summary>
    public Func<string, IReadOnlyList<string>> KeepsOf { get; init; } = _ => [];

    /// <summary>Before anybody is judged.</summary>
    /// <exception cref="StoreException">It can not be read.</exception>
    public async Task LoadAsync(CancellationToken ct)
    {
        _hadOwner = await store.HadOwnerAsync(ct);
        foreach (var request in await store.ReadPairingsAsync(ct)) _pending[KeyOf(request)] = request;
        foreach (var approval in await store.ReadApprovalsAsync(ct)) Remember(approval);
    }

    public bool IsApproved(string account, string person) => _approved.ContainsKey((account, person));

    /// <summary>Whoever may still be approved, oldest first; of one account, or of all.</summary>
    public IReadOnlyList<PairingRequest> Pending(string? account = null) =>
        [.. _pending.Values.Where(request => Alive(request) && IsOf(request.Account, account)).OrderBy(request => request.CreatedAt)];

    /// <summary>Whoever was let in, oldest first.</summary>
    public IReadOnlyList<Approval> Approved(string? account = null) =>
        [.. _approved.Values.Where(approval => IsOf(approval.Account, account)).OrderBy(approval => approval.ApprovedAt)];

    /// <summary>A stranger wrote.</summary>
    /// <param name="account">The robot they wrote to: see <see cref="Turn.Keep"/>.</param>
    /// <param name="person">See <see cref="PersonKey"/>.</param>
    /// <param name="nick">The name they chose.</param>
    /// <param name="heard">See <see cref="PairingRequest"/>.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <exception cref="StoreException">It is not stored; the next message tries again.</exception>
    public Task<PairingAsk> AskAsync(string account, string person, string nick, string? heard, CancellationToken ct) => AloneAsync(async () =>
    {
        var now = time.GetUtcNow();
        if (IsApproved(account, person)) return default;
        if (_pending.GetValueOrDefault((account, person)) is { } known && Alive(known))
        {
            // Told before: kept as it is. A write each time would let a stranger work our disk.
            if (known.Told) return default;
        }
        else
        {
            known = null; // Or expired: then the code is a new one.
            await ForgetExpiredAsync(ct);
            if (Pending(account).Count >= MaxPending)
            {
                log.NoRoom(account, Printable.Of(person), MaxPending);
                return new PairingAsk(null, NoRoom: true);
            }

            log.Asked(account, Printable.Of(person));
        }

        // Counted as told before it is: of two messages at once only one is answered.
        var request = new PairingRequest(account, person, known?.Code ?? NewCode(), nick, known?.CreatedAt ?? now, now, Told: true, heard ?? known?.Heard);
        await store.PutPairingAsync(request, ct);
        _pending[(account, person)] = request;
        return new PairingAsk(request, NoRoom: false);
    });

    /// <summary>The code did not reach them: their next message is answered again.</summary>
    public Task NotToldAsync(PairingRequest request, CancellationToken ct) => AloneAsync(async () =>
    {
        if (_pending.GetValueOrDefault(KeyOf(request)) is not { } known || known.Code != request.Code) return false;
        await store.PutPairingAsync(known with { Told = false }, ct);
        _pending[KeyOf(request)] = known with { Told = false };
        return true;
    });

    /// <param name="codeOrPerson">The code, in any case, or the whole id of somebody who waits.</param>
    /// <param name="account">Null: whichever has it.</param>
    /// <param name="by"><see cref="CommandLine"/>, <c>console</c>, or the owner's staff id; wrong codes are counted for each.</param>
    /// <param name="ct">Gives up waiting.</param>
    public Task<PairingAnswer> ApproveAsync(string codeOrPerson, string? account, string by, CancellationToken ct) => AloneAsync(async () =>
    {
        if (Find(codeOrPerson, account, by, out var failure) is not { } request) return failure;
        var owner = by == CommandLine && !owners.Any && !_hadOwner && IsStaff(request.Person);
        var approval = new Approval(request.Account, request.Person, request.Nick, time.GetUtcNow(), by, owner);
        await store.ApproveAsync(approval, ct);
        _pending.TryRemove(KeyOf(request), out _);
        Remember(approval);
        log.Approved(approval.Account, Printable.Of(approval.Person), Printable.Of(by), owner);
        return new PairingAnswer(PairingEnd.Done, approval.Account, approval.Person, approval.Nick, owner) { Heard = request.Heard };
    });

    /// <summary>Takes the request away; it is no block, they may ask again.</summary>
    public Task<PairingAnswer> DenyAsync(string codeOrPerson, string? account, string by, CancellationToken ct) => AloneAsync(async () =>
    {
        if (Find(codeOrPerson, account, by, out var failure) is not { } request) return failure;
        await store.DenyPairingAsync(request.Account, request.Person, by, time.GetUtcNow(), ct);
        _pending.TryRemove(KeyOf(request), out _);
        log.Denied(request.Account, Printable.Of(request.Person), Printable.Of(by));
        return new PairingAnswer(PairingEnd.Done, request.Account, request.Person, request.Nick);
    });

    /// <summary>Takes an approval back, and what made its person an owner with it.</summary>
    /// <param name="person">Their whole id.</param>
    /// <param name="account">Null: whichever has it.</param>
    /// <param name="by">As for <see cref="ApproveAsync"/>.</param>
    /// <param name="ct">Gives up waiting.</param>
    public Task<PairingAnswer> RevokeAsync(string person, string? account, string by, CancellationToken ct) => AloneAsync(async () =>
    {
        var found = Approved(account).Where(approval => approval.Person == person).ToList();
        if (found.Count != 1) return new PairingAnswer(found.Count == 0 ? PairingEnd.Unknown : PairingEnd.Ambiguous);
        var approval = found[0];
        await store.RevokeAsync(approval.Account, approval.Person, by, time.GetUtcNow(), ct);
        _approved.TryRemove((approval.Account, approval.Person), out _);
        owners.Remove(approval.Account, approval.Person);
        log.Revoked(approval.Account, Printable.Of(approval.Person), Printable.Of(by));
        return new PairingAnswer(PairingEnd.Done, approval.Account, approval.Person, approval.Nick);
    });

    private PairingRequest? Find(string codeOrPerson, string? account, string by, out PairingAnswer failure)
    {
        failure = new PairingAnswer(PairingEnd.Unknown);
        if (_guesses.Wait(by) is { } wait)
        {
            failure = new PairingAnswer(PairingEnd.Locked, Wait: wait);
            return null;
        }

        var wanted = codeOrPerson.Trim();
        var found = Pending(account).Where(request => SameCode(request.Code, wanted) | request.Person == wanted).ToList();
        if (found.Count == 1)
        {
            _guesses.Right(by);
            return found[0];
        }

        if (found.Count > 1) failure = new PairingAnswer(PairingEnd.Ambiguous);
        else _guesses.Wrong(by);
        if (found.Count == 0) log.WrongCode(Printable.Of(by));
        return null;
    }

    /// <summary>In constant time, whatever the case.</summary>
    private static bool SameCode(string code, string wanted) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(code), Encoding.UTF8.GetBytes(wanted.ToUpperInvariant()));

    private bool IsOf(string keep, string? account) => account is null || keep == account || KeepsOf(account).Contains(keep, StringComparer.Ordinal);

    private bool Alive(PairingRequest request) => time.GetUtcNow() - request.CreatedAt < CodeLife;

    private string NewCode()
    {
        string code;
        do code = RandomNumberGenerator.GetString(Alphabet, CodeLength);
        while (_pending.Values.Any(request => request.Code == code));
        return code;
    }

    private async Task ForgetExpiredAsync(CancellationToken ct)
    {
        foreach (var request in _pending.Values.Where(request => !Alive(request)).ToList())
        {
            await store.RemovePairingAsync(request.Account, request.Person, ct);
            _pending.TryRemove(KeyOf(request), out _);
        }
    }

    private void Remember(Approval approval)
    {
        _approved[(approval.Account, approval.Person)] = approval;
        if (!approval.Owner) return;
        owners.Add(approval);
        _hadOwner = true;
    }

    /// <summary>One after the other, in the order of asking.</summary>
    private Task<T> AloneAsync<T>(Func<Task<T>> work)
    {
        lock (_gate)
        {
            var mine = AfterAsync(_last, work);
            _last = mine;
            return mine;
        }
    }

    private static async Task<T> AfterAsync<T>(Task before, Func<Task<T>> work)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        return await work();
    }

    /// <summary>People of other organisations have a sender id only; they never become owners.</summary>
    private static bool IsStaff(string person) => !person.StartsWith("$:", StringComparison.Ordinal);

    private static (string, string) KeyOf(PairingRequest request) => (request.Account, request.Person);
}
