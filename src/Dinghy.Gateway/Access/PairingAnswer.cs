using System.Runtime.InteropServices;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Access;

/// <summary>What became of an approval, a denial or a revocation.</summary>
/// <param name="End">How it went.</param>
/// <param name="Account">Set when it was done.</param>
/// <param name="Person">Whom it was about; set when it was done.</param>
/// <param name="Nick">The name they chose.</param>
/// <param name="BecameOwner">Nobody was an owner; this approval made them one.</param>
/// <param name="Wait">Too many wrong codes: how long until the next is looked at.</param>
internal sealed record PairingAnswer(PairingEnd End, string Account = "", string Person = "", string Nick = "", bool BecameOwner = false, TimeSpan? Wait = null)
{
    /// <summary>In which language they asked; null: nothing tells.</summary>
    public string? Heard { get; init; }

    /// <summary>After a revocation: the key of the configuration that lets them write all the same; null: none.</summary>
    public string? StillLetInBy { get; init; }
}

/// <summary>What a stranger's message leads to; neither: they were told before.</summary>
/// <param name="Request">Whose code is to be told now.</param>
/// <param name="NoRoom">Too many wait already: they have no code.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PairingAsk(PairingRequest? Request, bool NoRoom);

/// <summary>Ambiguous: several accounts have it; name one.</summary>
internal enum PairingEnd { Done, Unknown, Ambiguous, Locked }
