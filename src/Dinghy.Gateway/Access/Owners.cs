using System.Collections.Concurrent;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Access;

/// <summary>Who may do what only an owner may: whom the configuration names, for every account, and whom the first approval made one, for its robot.</summary>
internal sealed class Owners(IReadOnlySet<string> configured)
{
    private volatile IReadOnlySet<string> _configured = configured;
    private readonly ConcurrentDictionary<(string Account, string Person), bool> _stored = new();

    /// <summary>Somebody is. Until then the first approval by the command line makes one.</summary>
    public bool Any => _configured.Count > 0 || !_stored.IsEmpty;

    /// <param name="account">The robot that was written to: see <see cref="Turn.Keep"/>.</param>
    /// <param name="staffId">Whole; null, a sender without one, is never an owner.</param>
    public bool IsOwner(string account, string? staffId) =>
        staffId is { Length: > 0 } && (_configured.Contains(staffId) || _stored.ContainsKey((account, staffId)));

    /// <summary>Whoever may, on this account, in the order of their ids.</summary>
    public IReadOnlyList<string> Of(string account) =>
        [.. _configured.Concat(_stored.Keys.Where(one => one.Account == account).Select(one => one.Person)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The configuration names others now.</summary>
    public void Use(IReadOnlySet<string> configured) => _configured = configured;

    internal void Add(Approval approval) => _stored[(approval.Account, approval.Person)] = true;

    internal void Remove(string account, string person) => _stored.TryRemove((account, person), out _);
}
