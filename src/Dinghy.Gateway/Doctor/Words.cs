using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Doctor;

/// <summary>The same thing said twice.</summary>
internal sealed record Words(string Zh, string En)
{
    /// <summary>Codes, paths and other people's words, which are the same in both.</summary>
    public static Words Same(string text) => new(text, text);

    public string In(Language language) => language == Language.Chinese ? Zh : En;
}
