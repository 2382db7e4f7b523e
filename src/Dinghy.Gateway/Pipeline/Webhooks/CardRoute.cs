using System.Security.Cryptography;
using System.Text;
using Dinghy.DingTalk;
using Dinghy.DingTalk.Cards;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Limits;
using Dinghy.Gateway.Outbox.Cards;

namespace Dinghy.Gateway.Pipeline.Webhooks;

/// <summary>Tells DingTalk where presses on an account's cards go, and again until it has heard.</summary>
internal sealed class CardRoute(AccountConfig account, CardApi api, CallGate gate, WebhookLog log, TimeProvider time)
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    /// <summary>Signs the presses. Made of the application's own secret, so that every process of this robot has the same and none must keep it.</summary>
    public static string SecretOf(AccountConfig account) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(account.ClientSecret.Reveal()), "dinghy: presses on cards"u8));

    /// <summary>Null: DingTalk is not told, for it could not reach us, or presses come by the socket.</summary>
    public static Uri? AddressOf(AccountConfig account) => account.Mode == ReceiveMode.Http && account.Http.PublicUrl is { } root
        ? new Uri(root.AbsoluteUri.TrimEnd('/') + string.Join('/', account.Http.CardPath.Split('/').Select(Uri.EscapeDataString)))
        : null;

    /// <summary>Ends when it is registered.</summary>
    public async Task RegisterAsync(CancellationToken ct)
    {
        if (AddressOf(account) is not { } address) return;
        for (var pause = s_first; ; pause = pause + pause > s_longest ? s_longest : pause + pause)
        {
            try
            {
                await gate.RunAsync(account.Id, DingTalkCall.CardUpdate, Urgency.Usual, async stop => await api.RegisterCallbackAsync(CardCalls.RouteOf(account), address, SecretOf(account), replace: true, stop), ct);
                log.CardRoute(account.Id, address.AbsoluteUri);
                return;
            }
            catch (DingTalkApiException e)
            {
                log.NoCardRoute(account.Id, Printable.Of(e.Code), Printable.Of(e.Message), (int)pause.TotalSeconds);
            }

            await Task.Delay(pause, time, ct);
        }
    }
}
