using System.Text;

namespace Dinghy.Gateway.Limits;

/// <summary>The kinds of the usage table, and which of them the month's calls are made of.</summary>
internal static class UsageKinds
{
    public const string Push = "push";

    private static readonly Dictionary<DingTalkCall, string> s_names = Enum.GetValues<DingTalkCall>().ToDictionary(call => call, Snake);
    private static readonly HashSet<string> s_free = [Push, s_names[DingTalkCall.Webhook], s_names[DingTalkCall.Contacts]];

    public static string Of(DingTalkCall call) => s_names[call];

    /// <summary>Session webhooks, contacts and tokens are free.</summary>
    public static bool IsMetered(string kind) => !s_free.Contains(kind);

    private static string Snake(DingTalkCall call)
    {
        var name = new StringBuilder();
        foreach (var c in call.ToString())
        {
            if (char.IsUpper(c) && name.Length > 0) name.Append('_');
            name.Append(char.ToLowerInvariant(c));
        }

        return name.ToString();
    }
}
