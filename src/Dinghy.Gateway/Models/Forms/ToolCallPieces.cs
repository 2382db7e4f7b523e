using System.Text;
using Dinghy.Gateway.Models.Wire;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>
/// Puts streamed tool calls together: by index where there is one, else by id, else by what came last. Hosts leave gaps between indexes,
/// give every call the same one, send an id once, never, or anew with each piece, and the whole call in one piece or in fifty.
/// </summary>
internal sealed class ToolCallPieces
{
    /// <summary>More calls than this in one answer is a model gone wild; the rest is dropped.</summary>
    public const int MostCalls = 32;

    private readonly List<Call> _calls = [];

    public int Count => _calls.Count;

    /// <summary>UTF-16 units of the piece that were kept, for the answer's bound.</summary>
    public int Add(OpenAiCallDelta piece)
    {
        var (name, arguments) = (piece.Function?.Name ?? "", piece.Function?.Arguments ?? "");
        var call = Of(piece, name);
        if (call is null)
        {
            if (_calls.Count == MostCalls || (name.Length == 0 && arguments.Length == 0 && string.IsNullOrEmpty(piece.Id))) return 0;
            _calls.Add(call = new Call { Index = piece.Index });
        }

        if (call.Id.Length == 0) call.Id = piece.Id ?? "";
        call.AddName(name);
        call.Arguments.Append(arguments);
        return name.Length + arguments.Length;
    }

    /// <summary>The calls in the order in which they began; without a name there is no call.</summary>
    public List<FunctionCallContent> End()
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        return [.. _calls.Where(call => call.Name.Length > 0).Select(call => Content(call, ids.Add(call.Id) && call.Id.Length > 0 ? call.Id : NewId()))];
    }

    private Call? Of(OpenAiCallDelta piece, string name)
    {
        if (piece.Index is { } index)
            return _calls.FindLast(call => call.Index == index) is { } found && !IsAnother(found, piece, name) ? found : null;
        if (!string.IsNullOrEmpty(piece.Id) && _calls.Find(call => call.Id == piece.Id) is { } same) return same;
        return _calls.Count > 0 && !IsAnother(_calls[^1], piece, name) ? _calls[^1] : null;
    }

    /// <summary>A repeated name or a fresh id alone is no new call; another name, or more after whole arguments, may be.</summary>
    private static bool IsAnother(Call call, OpenAiCallDelta piece, string name)
    {
        if (name.Length == 0 || call.Name.Length == 0) return false;
        var differs = !name.StartsWith(call.Name, StringComparison.Ordinal);
        if (!string.IsNullOrEmpty(piece.Id)) return call.Id.Length > 0 && piece.Id != call.Id && (differs || call.IsWhole);
        return piece.Index is null ? differs || (call.IsWhole && !string.IsNullOrEmpty(piece.Function?.Arguments)) : differs && call.IsWhole;
    }

    private static FunctionCallContent Content(Call call, string id)
    {
        var arguments = ToolArguments.Parse(call.Arguments.ToString());
        return new FunctionCallContent(id, call.Name, arguments)
        {
            Exception = arguments is null ? new FormatException("The arguments are not a JSON object.") : null,
        };
    }

    /// <summary>Nine letters and digits: Mistral takes no other, and no host minds.</summary>
    private static string NewId() => Guid.NewGuid().ToString("N")[..9];

    private sealed class Call
    {
        public long? Index { get; init; }

        public string Id { get; set; } = "";

        public string Name { get; private set; } = "";

        public StringBuilder Arguments { get; } = new();

        /// <summary>Asked of every piece of some hosts' calls, so it is looked at before it is read.</summary>
        public bool IsWhole => Arguments.Length > 0 && Arguments[^1] is '}' or ' ' or '\n' or '"' && ToolArguments.Parse(Arguments.ToString()) is not null;

        /// <summary>It may come whole, again with each piece, growing, or in pieces; once arguments came it stands.</summary>
        public void AddName(string piece)
        {
            if (piece.Length == 0 || piece.Equals(Name, StringComparison.Ordinal) || Arguments.Length > 0) return;
            Name = Name.Length == 0 || piece.StartsWith(Name, StringComparison.Ordinal) ? piece : Name + piece;
        }
    }
}
