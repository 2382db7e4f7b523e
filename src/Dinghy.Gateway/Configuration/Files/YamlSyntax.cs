using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Dinghy.Gateway.Configuration.Files;

/// <summary>A YAML text's values and where each stands, for edits and for showing it without its secrets. An alias is one value, whatever it repeats.</summary>
internal sealed class YamlSyntax
{
    private readonly string _text;
    private readonly Parser _parser;
    private int _depth;

    private YamlSyntax(string text) => (_text, _parser) = (text, new Parser(new Scanner(new StringReader(text), skipComments: true)));

    /// <param name="text">That <see cref="YamlConfigFile"/> takes as it is.</param>
    /// <exception cref="YamlException">It is no YAML.</exception>
    /// <exception cref="SyntaxException">It is nested too deep, or has keys that are no texts.</exception>
    public static SyntaxNode Parse(string text)
    {
        var reader = new YamlSyntax(text);
        reader._parser.Consume<StreamStart>();
        reader._parser.Consume<DocumentStart>();
        return reader.Value();
    }

    private SyntaxNode Value() => _parser.Current switch
    {
        MappingStart => Map(),
        SequenceStart => List(),
        AnchorAlias => Alias(_parser.Consume<AnchorAlias>()),
        _ => Scalar(_parser.Consume<Scalar>()),
    };

    private SyntaxObject Map()
    {
        var start = Deeper(_parser.Consume<MappingStart>());
        var members = new List<SyntaxMember>();
        while (_parser.Current is not MappingEnd)
        {
            if (!_parser.TryConsume<Scalar>(out var key)) throw new SyntaxException(At(_parser.Current!.Start));
            members.Add(new(key.Value, At(key.Start), Value()));
        }

        var end = _parser.Consume<MappingEnd>();
        _depth--;
        return new(start, IsFlow(start, '{') ? Behind(end, '}') : members.Count > 0 ? members[^1].Value.End : start, members);
    }

    private SyntaxList List()
    {
        var start = Deeper(_parser.Consume<SequenceStart>());
        var items = new List<SyntaxNode>();
        while (_parser.Current is not SequenceEnd) items.Add(Value());
        var end = _parser.Consume<SequenceEnd>();
        _depth--;
        return new(start, IsFlow(start, '[') ? Behind(end, ']') : items.Count > 0 ? items[^1].End : start, items);
    }

    private SyntaxScalar Scalar(Scalar scalar)
    {
        var kind = scalar.Style == ScalarStyle.Plain && scalar.IsPlainImplicit ? YamlScalars.Kind(scalar.Value) : ScalarKind.Text;
        var (start, end) = (At(scalar.Start), At(scalar.End));
        // A block's end lies behind its line breaks, and a bare word's may.
        while (end > start && char.IsWhiteSpace(_text[end - 1])) end--;
        return new(start, end, kind, scalar.Value);
    }

    private static SyntaxScalar Alias(AnchorAlias alias) => new(At(alias.Start), At(alias.End), ScalarKind.Text, $"*{alias.Value}");

    private int Deeper(NodeEvent begins)
    {
        var at = At(begins.Start);
        if (++_depth > ConfigText.MaxDepth) throw new SyntaxException(at, tooDeep: true);
        return at;
    }

    private bool IsFlow(int at, char bracket) => at < _text.Length && _text[at] == bracket;

    /// <summary>The library says of the closing bracket where it stands.</summary>
    private int Behind(ParsingEvent end, char bracket) => At(end.Start) is var at && at < _text.Length && _text[at] == bracket ? at + 1 : At(end.End);

    private static int At(Mark mark) => (int)mark.Index;
}
