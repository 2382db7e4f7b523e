using System.Globalization;
using System.Text;
using Dinghy.Gateway.Attachments;

namespace Dinghy.Gateway.Tools.Approvals;

/// <summary>A question to a person: whether a call may run. Its words are ours, never the model's.</summary>
/// <param name="Code">What the person's answer names.</param>
/// <param name="Tool">Which tool.</param>
/// <param name="Arguments">As they will be used.</param>
/// <param name="OwnersOnly">Only an owner may say yes.</param>
/// <param name="Patience">How long it may be answered.</param>
internal sealed record ApprovalAsk(string Code, string Tool, string Arguments, bool OwnersOnly, TimeSpan Patience)
{
    /// <summary>Others are asked, in chats of their own: these; null: it is asked here.</summary>
    public IReadOnlyList<string>? Others { get; init; }

    /// <summary>Whoever asked for it, to somebody else; null: whoever reads this.</summary>
    public string? From { get; init; }

    private const int MaxHead = 1_200;
    private const int MaxTail = 400;

    /// <summary>UTF-16 characters of arguments that an owner is shown, all of them: what they allow speaks or runs for everybody.</summary>
    public const int MostForOwners = 3_000;

    /// <summary>The arguments as a person sees them: nothing in them can hide or turn round what stands beside it.</summary>
    public string Shown
    {
        get
        {
            var plain = new StringBuilder(Arguments.Length);
            foreach (var rune in Arguments.EnumerateRunes())
            {
                if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse)
                    plain.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
                else
                    plain.Append(rune);
            }

            var text = plain.ToString();
            if (OwnersOnly || text.Length <= MaxHead + MaxTail) return text;
            var tail = text[^MaxTail..];
            return $"{Fence.Start(text, MaxHead)} … [{text.Length - MaxHead - MaxTail}] … {(char.IsLowSurrogate(tail[0]) ? tail[1..] : tail)}";
        }
    }
}
