using Dinghy.DingTalk;

namespace Dinghy.Gateway.Pipeline;

/// <summary>What DingTalk said to changed keys.</summary>
/// <param name="Fresh">A robot with them, not connected.</param>
/// <param name="Fault">Null: they are good.</param>
internal sealed record KeyTrial(Channel Fresh, DingTalkApiException? Fault)
{
    /// <summary>DingTalk could not be asked: the keys may be good, and are to be tried again.</summary>
    public bool Undecided => Fault is { Fault: not DingTalkFault.Credentials };

    /// <summary>Null: none.</summary>
    public string? Problem => Fault switch
    {
        null => null,
        { Fault: DingTalkFault.Credentials } => $"Account {Fresh.Account.Id}: DingTalk refuses the new client id or secret ({Fault.Code}); the old ones stay.",
        _ => $"Account {Fresh.Account.Id}: the new keys could not be tried ({Fault.Code}: {Fault.Message}); the old ones stay, and the new ones are tried again.",
    };
}

/// <summary>How a changed configuration was taken.</summary>
/// <param name="Problems">What did not go as configured, a sentence each; the rest holds.</param>
/// <param name="Again">Something could not be decided now and is worth another try.</param>
internal sealed record Taken(IReadOnlyList<string> Problems, bool Again);
