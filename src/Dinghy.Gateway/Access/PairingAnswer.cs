namespace Dinghy.Gateway.Access;

/// <summary>What became of an approval, a denial or a revocation.</summary>
/// <param name="End">How it went.</param>
/// <param name="Account">Set when it was done.</param>
/// <param name="Person">Whom it was about; set when it was done.</param>
/// <param name="Nick">The name they chose.</param>
/// <param name="BecameOwner">Nobody was an owner; this approval made them one.</param>
/// <param name="Wait">Too many wrong codes: how long until the next is looked at.</param>
internal sealed record PairingAnswer(PairingEnd End, string Account = "", string Person = "", string Nick = "", bool BecameOwner = false, TimeSpan? Wait = null);

/// <summary>Ambiguous: several accounts have it; name one.</summary>
internal enum PairingEnd { Done, Unknown, Ambiguous, Locked }
