using Dinghy.Gateway.Configuration.Files;

namespace Dinghy.Gateway.Configuration.Editing;

/// <summary>A key's place as a person writes it: <c>channels.dingtalk.reply.style</c>, <c>models.providers["my lab"].api_key</c>, <c>owners[0]</c>.</summary>
internal static class ConfigPath
{
    private const int MaxSteps = 16;

    /// <summary>The steps, list positions as their digits; null when it is no path.</summary>
    public static IReadOnlyList<string>? Parse(string path)
    {
        var steps = new List<string>();
        var at = 0;
        while (at < path.Length)
        {
            if (path[at] == '[')
            {
                var end = at + 1 < path.Length && path[at + 1] is '"' or '\'' ? Quoted(path, at + 1, steps) : Position(path, at + 1, steps);
                if (end < 0 || end >= path.Length || path[end] != ']')
                    return null;
                at = end + 1;
            }
            else
            {
                if (steps.Count > 0 && path[at++] != '.')
                    return null;
                var length = path.AsSpan(at).IndexOfAny('.', '[');
                var name = length < 0 ? path[at..] : path.Substring(at, length);
                if (name.Length == 0)
                    return null;
                steps.Add(name);
                at += name.Length;
            }
        }

        return steps.Count is > 0 and <= MaxSteps ? steps : null;
    }

    /// <summary>The member that the step means, whatever its spelling.</summary>
    public static SyntaxMember? Find(SyntaxObject map, string step, ConfigShape? shape) =>
        map.Find(step) ?? map.Members.FirstOrDefault(member => Same(member.Name, step, shape));

    /// <summary>What may stand one step further; null where the schema says nothing.</summary>
    public static ConfigShape? Below(ConfigShape? shape, string step) =>
        shape?.Resolve(step) is { } name ? shape.Keys[name] : shape?.Each;

    private static bool Same(string written, string step, ConfigShape? shape)
    {
        if (shape is { Kind: ShapeKind.Map })
            return written == step;
        return KeySpelling.Fold(written) == KeySpelling.Fold(step) || (shape?.Resolve(step) is { } name && shape.Resolve(written) == name);
    }

    private static int Quoted(string path, int at, List<string> steps)
    {
        try
        {
            steps.Add(Json5Text.Read(path, ref at));
            return at;
        }
        catch (SyntaxException)
        {
            return -1;
        }
    }

    private static int Position(string path, int at, List<string> steps)
    {
        var end = at;
        while (end < path.Length && char.IsAsciiDigit(path[end]))
            end++;
        if (end == at || end > at + 6)
            return -1;
        steps.Add(path[at..end]);
        return end;
    }
}
