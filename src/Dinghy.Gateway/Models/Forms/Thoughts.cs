using System.Text;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>
/// A model's thoughts as they stream, put together for the next tool round: Claude refuses it without each block and its signature, as they
/// came. Text without a signature is one block.
/// </summary>
internal sealed class Thoughts
{
    private const string RedactedMark = "redacted";

    private readonly List<TextReasoningContent> _blocks = [];
    private readonly StringBuilder _open = new();

    /// <summary>A block that only the provider can read; it goes back as it came.</summary>
    public static TextReasoningContent Redacted(string data) => new("") { ProtectedData = data, AdditionalProperties = new() { [RedactedMark] = true } };

    public static bool IsRedacted(TextReasoningContent thought) => thought.AdditionalProperties?.ContainsKey(RedactedMark) == true;

    public void Add(TextReasoningContent piece)
    {
        if (IsRedacted(piece))
        {
            Close(signature: null);
            _blocks.Add(piece);
            return;
        }

        _open.Append(piece.Text);
        if (piece.ProtectedData is { } signature) Close(signature);
    }

    /// <summary>The blocks so far, in their order.</summary>
    public IReadOnlyList<TextReasoningContent> ToContents()
    {
        Close(signature: null);
        return _blocks;
    }

    private void Close(string? signature)
    {
        if (_open.Length > 0 || signature is not null) _blocks.Add(new TextReasoningContent(_open.ToString()) { ProtectedData = signature });
        _open.Clear();
    }
}
