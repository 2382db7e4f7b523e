using System.Security.Cryptography;
using System.Text;

namespace Dinghy.Gateway.Models;

/// <summary>
/// Ids of tool calls as the host takes them. A conversation may have begun with another model, whose ids this one refuses; the same id
/// always becomes the same.
/// </summary>
internal sealed class CallIds(ModelEndpoint endpoint)
{
    private const int Longest = 64;

    public string Of(string id) => endpoint switch
    {
        { Quirks.NineLetterCallIds: true } => id.Length == 9 && id.All(char.IsAsciiLetterOrDigit) ? id : Short(id),
        { Form: WireForm.Anthropic } => id.Length is > 0 and <= Longest && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? id : "call_" + Short(id),
        _ => id.Length is > 0 and <= Longest ? id : Short(id),
    };

    private static string Short(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..9];
}
