namespace Dinghy.Gateway.Configuration.Files;

/// <summary>One value of a text and where it stands: the characters from Start up to End.</summary>
internal abstract record SyntaxNode(int Start, int End);

/// <summary>Texts are without quotes and escapes, numbers in decimal.</summary>
internal sealed record SyntaxScalar(int Start, int End, ScalarKind Kind, string Text) : SyntaxNode(Start, End);

internal sealed record SyntaxList(int Start, int End, IReadOnlyList<SyntaxNode> Items) : SyntaxNode(Start, End);

internal sealed record SyntaxObject(int Start, int End, IReadOnlyList<SyntaxMember> Members) : SyntaxNode(Start, End)
{
    public SyntaxMember? Find(string name) => Members.FirstOrDefault(member => member.Name == name);
}

/// <summary>Starts where the key's name begins; ends where its value does.</summary>
internal sealed record SyntaxMember(string Name, int Start, SyntaxNode Value);

/// <summary>The text is none of its kind from <paramref name="at"/> on.</summary>
internal sealed class SyntaxException(int at, bool tooDeep = false) : Exception
{
    public int At => at;

    public bool TooDeep => tooDeep;
}
