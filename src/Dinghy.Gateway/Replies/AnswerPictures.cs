using System.Text;
using Dinghy.DingTalk.Media;
using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Replies.Markdown;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tools;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Dinghy.Gateway.Replies;

/// <summary>Brings a picture to DingTalk on the account of a turn.</summary>
/// <param name="turn">Whose answer it stands in.</param>
/// <param name="picture">The whole.</param>
/// <param name="ending">Without a dot.</param>
/// <param name="ct">Gives up.</param>
/// <returns>The media id; null: it could not be brought.</returns>
internal delegate Task<string?> PictureUpload(Turn turn, byte[] picture, string ending, CancellationToken ct);

/// <summary>
/// Pictures of the agent's workspace and data addresses in an answer's markdown: uploaded, and shown by their media id. Addresses of the web stay; what is no
/// picture, or lies elsewhere, becomes its description.
/// </summary>
internal sealed class AnswerPictures(Workspaces workspaces, PictureUpload upload, TimeProvider time)
{
    /// <summary>Of one answer; further ones become their descriptions.</summary>
    public const int Most = 10;

    /// <summary>For all of one answer: nobody waits longer for words because of pictures.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly FileType[] s_taken = [FileType.Png, FileType.Jpeg, FileType.Gif, FileType.Bmp];

    public async Task<string> ShowAsync(TurnContext context, string answer, CancellationToken ct)
    {
        if (!answer.Contains("![", StringComparison.Ordinal) || answer.Length > DingTalkMarkdown.LongestText) return answer;
        var found = Find(answer);
        if (found.Count == 0) return answer;

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        var (shown, done, left) = (new StringBuilder(answer.Length), 0, Most);
        foreach (var (start, length, alt, url) in found)
        {
            var id = left-- > 0 ? await BringAsync(context, url, either.Token, ct) : null;
            shown.Append(answer, done, start - done).Append(id is null ? alt : $"![{alt}]({id})");
            done = start + length;
        }

        return shown.Append(answer, done, answer.Length - done).ToString();
    }

    private async Task<string?> BringAsync(TurnContext context, string url, CancellationToken either, CancellationToken ct)
    {
        try
        {
            var bytes = url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? Inline(url) : await ReadAsync(workspaces.Of(context), url, either);
            if (bytes is null || Sniffer.PictureOf(bytes) is not { } type || !s_taken.Contains(type)) return null;
            return await upload(context.Turn, bytes, type.Ending, either);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task<byte[]?> ReadAsync(TalkFiles workspace, string url, CancellationToken ct)
    {
        foreach (var path in new[] { url, Uri.UnescapeDataString(url) }.Distinct(StringComparer.Ordinal))
        {
            if (workspace.Open(path) is not Workspace.Opened.File file) continue;
            using (file.Handle)
            {
                if (file.Length > MediaLimits.MaxBytes(MediaKind.Image)) return null;
                await using var stream = new FileStream(file.Handle, FileAccess.Read);
                var bytes = new byte[file.Length];
                return await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct) == bytes.Length ? bytes : null;
            }
        }

        return null;
    }

    private static byte[]? Inline(string url)
    {
        var comma = url.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !url.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase)) return null;
        if ((url.Length - comma) / 4 * 3 > MediaLimits.MaxBytes(MediaKind.Image)) return null;
        var bytes = new byte[(url.Length - comma) / 4 * 3 + 3];
        return Convert.TryFromBase64Chars(url.AsSpan(comma + 1), bytes, out var written) ? bytes[..written] : null;
    }

    private static List<(int Start, int Length, string Alt, string Url)> Find(string answer)
    {
        try
        {
            return
            [
                .. DingTalkMarkdown.ParseWithPlaces(answer).Descendants<LinkInline>()
                    .Where(link => link is { IsImage: true, Url: not null, Span.IsEmpty: false } && !LinkWriter.Shows(link.Url))
                    .Select(link => (link.Span.Start, link.Span.Length, AltOf(link), link.Url!))
                    .OrderBy(picture => picture.Start),
            ];
        }
        catch (ArgumentException)
        {
            // Deeper than the parser goes: the answer is shown unread anyway.
            return [];
        }
    }

    /// <summary>Without signs that could end the brackets it stands in.</summary>
    private static string AltOf(LinkInline link) =>
        string.Concat(link.Descendants<LiteralInline>().Select(literal => literal.Content.ToString())).Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
}
