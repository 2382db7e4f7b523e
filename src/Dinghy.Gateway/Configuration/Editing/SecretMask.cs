using System.Text;
using System.Text.RegularExpressions;
using Dinghy.Gateway.Configuration.Files;

namespace Dinghy.Gateway.Configuration.Editing;

/// <summary>A configuration's text with <c>***</c> in place of every secret, ours or another program's. Where a secret comes from is not one.</summary>
internal static partial class SecretMask
{
    private const string Mask = "\"***\"";

    private static readonly string[] s_endings = ["secret", "token", "password", "passphrase", "api_key", "api_keys", "aes_key", "private_key", "encrypt_key", "cookie", "postgres", "authorization"];

    /// <summary>Of keys that are not ours: rather one too many hidden.</summary>
    private static readonly string[] s_endingsOfOthers = ["_key", "passwd", "credential", "credentials", "webhook_url", "webhook"];

    public static string Of(string text, SyntaxNode root) => Of(text, root, null, secret: false, ConfigSchema.Shape);

    /// <summary>The same text with a variable that is not set in place of every secret: whoever loads it is told each place.</summary>
    /// <param name="text">The whole file's.</param>
    /// <param name="file">Tells the form.</param>
    /// <returns>Null: it can not be read.</returns>
    public static string? WithoutSecrets(string text, string file)
    {
        try
        {
            var root = ConfigFiles.IsYaml(file) ? YamlSyntax.Parse(text) : JsonConfigFile.ParseSyntax(text, file, new ConfigReport());
            return root is null ? null : (text[..root.Start] + Of(text, root) + text[root.End..]).Replace(Mask, $"\"${{{LeftOut}}}\"", StringComparison.Ordinal);
        }
        catch (Exception fault) when (fault is YamlDotNet.Core.YamlException or SyntaxException)
        {
            return null;
        }
    }

    /// <summary>The variable's name.</summary>
    public const string LeftOut = "LEFT_OUT_OF_THE_BACKUP";

    /// <param name="text">The whole file's.</param>
    /// <param name="root">The file's value.</param>
    /// <param name="path">Of what shall be shown.</param>
    /// <returns>Null when nothing stands there.</returns>
    public static string? At(string text, SyntaxNode root, IReadOnlyList<string> path)
    {
        var (node, shape, secret) = (root, (ConfigShape?)ConfigSchema.Shape, false);
        foreach (var step in path)
        {
            if (node is SyntaxObject map && ConfigPath.Find(map, step, shape) is { } member)
                (node, secret) = (member.Value, secret || IsSecret(member.Name, ConfigPath.Below(shape, step)));
            else if (node is SyntaxList list && int.TryParse(step, out var position) && position < list.Items.Count)
                (node, secret) = (list.Items[position], secret || CommandWords.IsSecret(position > 0 ? list.Items[position - 1] : null, list.Items[position]));
            else
                return null;
            shape = ConfigPath.Below(shape, step);
        }

        return Of(text, node, null, secret, shape);
    }

    private static string Of(string text, SyntaxNode node, StringBuilder? into, bool secret, ConfigShape? shape)
    {
        var result = into ?? new StringBuilder();
        var at = node.Start;
        switch (node)
        {
            case SyntaxObject map:
                foreach (var member in map.Members)
                {
                    var below = ConfigPath.Below(shape, member.Name);
                    // {"file": …} and {"source": …} tell where, not what.
                    var where = secret && KeySpelling.Fold(member.Name) is "file" or "source" or "provider" or "id";
                    Part(member.Value, (secret && !where) || (!where && IsSecret(member.Name, below)), below);
                }

                break;
            case SyntaxList list:
                for (var i = 0; i < list.Items.Count; i++)
                    Part(list.Items[i], secret || CommandWords.IsSecret(i > 0 ? list.Items[i - 1] : null, list.Items[i]), shape?.Each);
                break;
            case SyntaxScalar scalar when (secret && !IsPlace(scalar)) || Pass().IsMatch(scalar.Text) || CommandWords.HoldsSecret(scalar):
                result.Append(Mask);
                at = node.End;
                break;
        }

        Between(at, node.End);
        return into is null ? result.ToString() : "";

        void Part(SyntaxNode part, bool hidden, ConfigShape? below)
        {
            Between(at, part.Start);
            Of(text, part, result, hidden, below);
            at = part.End;
        }

        // Comments stand there, and what somebody has put out of use is a secret still.
        void Between(int from, int to) => result.Append(node is SyntaxScalar ? text[from..to] : OfComments(text[from..to]));
    }

    /// <summary>What stands around the values.</summary>
    public static string OfComments(string between) => between.AsSpan().ContainsAny("#/") ? Written().Replace(between, $"${{key}}{Mask}") : between;

    /// <summary>A user's password or a token in an address.</summary>
    [GeneratedRegex(@"://[^/\s@]*:[^/\s@]*@|[?&](access_?token|token|key|api_?key|sign|signature|secret)=", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pass();

    [GeneratedRegex(@"(?<key>(?://|\#|\*)[^\n]*?(?:secret|token|passw|passphrase|api_?key|aes_?key|private_?key)\w*[""']?\s*[:=]\s*)(?:""[^""\n]*""?|'[^'\n]*'?|[^\s,}]+)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Written();

    private static bool IsSecret(string name, ConfigShape? shape)
    {
        if (shape is { Kind: ShapeKind.Secret or ShapeKind.Secrets })
            return true;
        var folded = KeySpelling.Fold(name);
        if (shape is null && s_endingsOfOthers.Any(ending => folded.EndsWith(ending, StringComparison.Ordinal)))
            return true;
        return shape is not { Kind: ShapeKind.Whole or ShapeKind.Flag or ShapeKind.Object or ShapeKind.Map } && s_endings.Any(ending => folded.EndsWith(ending, StringComparison.Ordinal));
    }

    private static bool IsPlace(SyntaxScalar scalar) =>
        scalar.Kind is ScalarKind.Null or ScalarKind.Flag || scalar.Text.Length == 0 || scalar.Text.StartsWith("file://", StringComparison.Ordinal)
        || (scalar.Text.StartsWith("${", StringComparison.Ordinal) && scalar.Text.IndexOf('}', StringComparison.Ordinal) == scalar.Text.Length - 1);
}
