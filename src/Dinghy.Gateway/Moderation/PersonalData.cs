using System.Text.RegularExpressions;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Moderation;

/// <summary>A place in a text as it was written.</summary>
internal sealed record PersonalSpan(int Start, int Length, PersonalKind Kind);

/// <summary>Finds personal data by form and by its own check digits: whatever digits are used, with blanks and dashes where people write them.</summary>
internal static partial class PersonalData
{
    private static ReadOnlySpan<int> Weights => [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>In order, none over another.</summary>
    public static IReadOnlyList<PersonalSpan> Find(string text, IReadOnlySet<PersonalKind> kinds)
    {
        if (kinds.Count == 0 || !HasDigits(text)) return [];
        var (folded, found) = (FoldedText.Of(text, markup: false), new List<PersonalSpan>());
        if (kinds.Contains(PersonalKind.IdCard)) Add(found, folded, IdCards(), PersonalKind.IdCard, IsIdCard);
        if (kinds.Contains(PersonalKind.BankCard)) Add(found, folded, BankCards(), PersonalKind.BankCard, IsBankCard);
        if (kinds.Contains(PersonalKind.Phone)) Add(found, folded, Phones(), PersonalKind.Phone, _ => true);
        return [.. found.OrderBy(span => span.Start)];
    }

    private static void Add(List<PersonalSpan> found, FoldedText folded, Regex form, PersonalKind kind, Func<string, bool> holds)
    {
        foreach (Match match in form.Matches(folded.Text))
        {
            if (!holds(string.Concat(match.Value.Where(c => c is not (' ' or '-'))))) continue;
            var start = folded.From(match.Index);
            var length = folded.From(match.Index + match.Length) - start;
            if (!found.Exists(other => start < other.Start + other.Length && other.Start < start + length)) found.Add(new(start, length, kind));
        }
    }

    /// <summary>GB 11643: the last character follows from the seventeen before it.</summary>
    private static bool IsIdCard(string digits)
    {
        var sum = 0;
        for (var i = 0; i < 17; i++) sum += (digits[i] - '0') * Weights[i];
        return "10x98765432"[sum % 11] == digits[17];
    }

    /// <summary>Luhn.</summary>
    private static bool IsBankCard(string digits)
    {
        var (sum, twice) = (0, false);
        for (var i = digits.Length - 1; i >= 0; i--, twice = !twice)
        {
            var digit = digits[i] - '0';
            if (twice && (digit *= 2) > 9) digit -= 9;
            sum += digit;
        }

        return sum % 10 == 0;
    }

    private static bool HasDigits(string text) => text.Any(c => char.IsDigit(c) || char.IsSurrogate(c) || char.GetNumericValue(c) >= 0);

    [GeneratedRegex(@"(?<![0-9a-z])[1-9][0-9]{5}[ -]?(18|19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[ -]?[0-9]{3}[0-9x](?![0-9a-z])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2_000)]
    private static partial Regex IdCards();

    [GeneratedRegex(@"(?<![0-9])[3-69][0-9]{3}([ -]?[0-9]{4}){2}[ -]?[0-9]{3,4}([ -]?[0-9]{1,3})?(?![0-9])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2_000)]
    private static partial Regex BankCards();

    [GeneratedRegex(@"(?<![0-9])((\+?86|0086)[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2_000)]
    private static partial Regex Phones();
}
