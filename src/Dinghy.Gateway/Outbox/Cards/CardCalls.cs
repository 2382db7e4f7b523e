using Dinghy.DingTalk.Cards;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Outbox.Cards;

/// <summary>Where presses on an account's cards go: decided when a card is made, by the way in which its messages arrive.</summary>
internal static class CardCalls
{
    /// <summary>The name under which the address is registered.</summary>
    public static string RouteOf(AccountConfig account) => $"dinghy-{account.ClientId}";

    public static CardCallbacks Of(AccountConfig account) => !account.HearsPresses ? CardCallbacks.None
        : account.Mode == ReceiveMode.Http ? CardCallbacks.Http(RouteOf(account)) : CardCallbacks.Stream;
}
