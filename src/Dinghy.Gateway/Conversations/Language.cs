using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Conversations;

internal enum Language { Chinese, English }

internal static class Languages
{
    /// <summary>So many letters without a Chinese one are English from somebody who wrote Chinese before; "ok" and "bug" are not.</summary>
    private const int EnoughLetters = 12;

    /// <param name="configured"><c>zh</c>, <c>en</c> or <c>auto</c>.</param>
    /// <param name="text">What the person wrote; decides under <c>auto</c>.</param>
    public static Language For(string configured, string? text) => For(configured, PersonSettings.Unknown, text);

    /// <summary>The person's own choice, else the operator's, else what they write; what does not tell leaves it as it was.</summary>
    public static Language For(string configured, PersonSettings person, string? text) =>
        Parse(person.Language) ?? Parse(configured) ?? Heard(text, person) ?? Parse(person.Heard) ?? Language.Chinese;

    /// <summary>What this text says of its writer's language; null: nothing.</summary>
    public static Language? Heard(string? text, PersonSettings person)
    {
        if (text is null) return null;
        if (text.Any(IsHan)) return Language.Chinese;
        // Commands and models have English names; everybody types them.
        if (text.AsSpan().TrimStart() is ['/' or '\uff0f', ..]) return null;
        var letters = text.Count(char.IsAsciiLetter);
        return letters >= (person.Heard == "zh" ? EnoughLetters : 1) ? Language.English : null;
    }

    public static string ToWire(this Language language) => language == Language.Chinese ? "zh" : "en";

    /// <summary>Null: neither.</summary>
    public static Language? Parse(string? wire) => wire switch
    {
        "zh" => Language.Chinese,
        "en" => Language.English,
        _ => null,
    };

    private static bool IsHan(char c) => c is >= '\u3400' and <= '\u9fff' or >= '\uf900' and <= '\ufaff';
}
