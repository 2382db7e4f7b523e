namespace Dinghy.Gateway.Attachments;

/// <summary>Shares one message's budget of characters among its files: what a short one leaves, the longer ones get.</summary>
internal static class TextShares
{
    public static IReadOnlyList<Attachment> Of(IReadOnlyList<Attachment> attachments, int budget)
    {
        var (left, share) = (budget, new Dictionary<int, int>());
        var shortestFirst = attachments.Select((attachment, index) => (index, length: attachment.Text?.Length ?? 0)).Where(item => item.length > 0).OrderBy(item => item.length).ToList();
        for (var i = 0; i < shortestFirst.Count; i++)
        {
            var (index, length) = shortestFirst[i];
            left -= share[index] = Math.Min(length, left / (shortestFirst.Count - i));
        }

        return [.. attachments.Select((attachment, index) => share.TryGetValue(index, out var most) && most < attachment.Text!.Length ? Short(attachment, attachment.Text, most) : attachment)];
    }

    private static Attachment Short(Attachment attachment, string text, int most)
    {
        if (most > 0 && char.IsHighSurrogate(text[most - 1])) most--;
        return attachment with { Text = text[..most], Cut = true };
    }
}
