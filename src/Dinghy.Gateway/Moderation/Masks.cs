using System.Security.Cryptography;
using System.Text;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Moderation;

/// <summary>
/// Stand-ins of one request for what it holds of personal data, and back. The same value has the same stand-in in every request of this process, so that a
/// conversation stays one to the model; a stand-in that is not of this request means nothing.
/// </summary>
internal sealed class Masks(IReadOnlySet<PersonalKind> kinds)
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int Letters = 10;

    /// <summary>Of this process: nobody can tell a number by trying all.</summary>
    private static readonly byte[] s_key = RandomNumberGenerator.GetBytes(32);

    private readonly Dictionary<string, string> _meanings = new(StringComparer.Ordinal);

    public bool Any => _meanings.Count > 0;

    /// <summary>Characters of the longest stand-in.</summary>
    public int Longest { get; private set; }

    public string Mask(string text)
    {
        var spans = PersonalData.Find(text, kinds);
        if (spans.Count == 0) return text;
        var (masked, at) = (new StringBuilder(text.Length), 0);
        foreach (var span in spans)
        {
            masked.Append(text, at, span.Start - at).Append(StandIn(text.Substring(span.Start, span.Length), span.Kind));
            at = span.Start + span.Length;
        }

        return masked.Append(text, at, text.Length - at).ToString();
    }

    public string Unmask(string text)
    {
        foreach (var (standIn, meaning) in _meanings)
            if (text.Contains(standIn, StringComparison.Ordinal)) text = text.Replace(standIn, meaning, StringComparison.Ordinal);
        return text;
    }

    /// <summary>The text ends in the beginning of a stand-in: so many characters of it.</summary>
    public int Unfinished(string text)
    {
        for (var length = Math.Min(text.Length, Longest - 1); length > 0; length--)
        {
            var end = text.AsSpan(text.Length - length);
            foreach (var standIn in _meanings.Keys)
                if (standIn.Length > length && standIn.AsSpan().StartsWith(end)) return length;
        }

        return 0;
    }

    /// <summary>Letters and digits only: it survives markdown, JSON and addresses.</summary>
    private string StandIn(string value, PersonalKind kind)
    {
        var hash = HMACSHA256.HashData(s_key, Encoding.UTF8.GetBytes($"{kind}\n{value}"));
        var name = kind switch { PersonalKind.Phone => "PHONEX", PersonalKind.IdCard => "IDCARDX", _ => "BANKCARDX" };
        var standIn = name + string.Concat(hash.Take(Letters).Select(one => Alphabet[one % Alphabet.Length]));
        _meanings[standIn] = value;
        Longest = Math.Max(Longest, standIn.Length);
        return standIn;
    }
}

/// <summary>Text that comes in pieces, with what stand-ins stand for: one that is split over pieces is waited for.</summary>
internal sealed class UnmaskedText(Masks masks)
{
    private string _left = "";

    /// <returns>What is certain now.</returns>
    public string Add(string piece)
    {
        var text = masks.Unmask(_left + piece);
        var unfinished = masks.Unfinished(text);
        _left = text[^unfinished..];
        return text[..^unfinished];
    }

    /// <summary>Nothing more comes.</summary>
    public string End() => Interlocked.Exchange(ref _left, "");
}
