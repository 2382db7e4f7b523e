using System.Text.RegularExpressions;
using Markdig.Syntax;

namespace Dinghy.Gateway.Replies.Markdown;

/// <summary>Code as a fence at the line's begin, which DingTalk's clients show although the official list does not name it.</summary>
internal static partial class CodeWriter
{
    public static Piece Write(CodeBlock code) =>
        Write(code.Lines.ToString(), code is FencedCodeBlock { Info: { } info } && Language().IsMatch(info) ? info : "");

    public static Piece Write(string code, string language)
    {
        var fence = new string('`', Math.Max(3, LeafBuilder.LongestRun(code) + 1));
        return new Piece(PieceKind.Code, new Leaf($"{fence}{language}\n{(code.Length > 0 ? code + "\n" : "")}{fence}", code));
    }

    [GeneratedRegex(@"^[\w+#.\-/]{1,40}$", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Language();
}
