namespace Dinghy.Gateway.Conversations;

internal enum Language { Chinese, English }

internal static class Languages
{
    /// <param name="configured"><c>zh</c>, <c>en</c> or <c>auto</c>.</param>
    /// <param name="text">What the person wrote; decides under <c>auto</c>.</param>
    public static Language For(string configured, string? text) => configured switch
    {
        "zh" => Language.Chinese,
        "en" => Language.English,
        _ => text is not null && text.Any(char.IsAsciiLetter) && !text.Any(IsHan) ? Language.English : Language.Chinese,
    };

    private static bool IsHan(char c) => c is >= '\u3400' and <= '\u9fff' or >= '\uf900' and <= '\ufaff';
}
