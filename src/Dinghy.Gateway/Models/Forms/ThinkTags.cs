namespace Dinghy.Gateway.Models;

/// <summary>
/// Hosts without a reasoning parser (Ollama, plain vLLM, MiniMax) put thoughts into the text as a leading
/// <c>&lt;think&gt;…&lt;/think&gt;</c>. Splits them off as they stream; anywhere but at the start the tags are the answer's own words.
/// </summary>
internal sealed class ThinkTags
{
    private const string Open = "<think>";
    private const string Close = "</think>";

    private State _state = State.Start;
    private string _held = "";

    private enum State { Start, Thinking, AfterThinking, Answer }

    /// <summary>What is now known to be thought and what answer; either may be empty.</summary>
    public (string Thought, string Answer) Add(string piece)
    {
        var text = _held + piece;
        _held = "";
        return _state switch
        {
            State.Start => Begin(text),
            State.Thinking => Think(text),
            State.AfterThinking => ("", SkipBlank(text)),
            _ => ("", text),
        };
    }

    /// <summary>What was held back in case it became a tag.</summary>
    public (string Thought, string Answer) End()
    {
        var rest = _held;
        _held = "";
        return _state == State.Thinking ? (rest, "") : ("", rest);
    }

    private (string Thought, string Answer) Begin(string text)
    {
        var start = text.AsSpan().TrimStart();
        if (start.StartsWith(Open, StringComparison.Ordinal))
        {
            _state = State.Thinking;
            return Think(start[Open.Length..].ToString());
        }

        // A bounded wait: blanks longer than a screen are not the way to a tag.
        if (Open.AsSpan().StartsWith(start, StringComparison.Ordinal) && text.Length < 256)
        {
            _held = text;
            return ("", "");
        }

        _state = State.Answer;
        return ("", text);
    }

    private (string Thought, string Answer) Think(string text)
    {
        var end = text.IndexOf(Close, StringComparison.Ordinal);
        if (end >= 0)
        {
            _state = State.AfterThinking;
            return (text[..end], SkipBlank(text[(end + Close.Length)..]));
        }

        var keep = Math.Min(Close.Length - 1, text.Length);
        while (keep > 0 && !Close.AsSpan().StartsWith(text.AsSpan(text.Length - keep), StringComparison.Ordinal)) keep--;
        _held = text[^keep..];
        return (text[..^keep], "");
    }

    /// <summary>The blank lines between thought and answer belong to neither.</summary>
    private string SkipBlank(string text)
    {
        var answer = text.TrimStart('\r', '\n');
        if (answer.Length > 0) _state = State.Answer;
        return answer;
    }
}
