using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Conversations;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Agents;

/// <summary>The bytes of a picture as a model takes them; null where there are none to be had.</summary>
internal delegate Task<DataContent?> PictureReader(Attachment picture, CancellationToken ct);

/// <param name="Context">Its pictures carry a description, or say why they can not be seen.</param>
/// <param name="Pictures">For the model to see; empty when it does not.</param>
internal sealed record Seen(TurnContext Context, IReadOnlyList<DataContent> Pictures);

/// <summary>How pictures reach the model: as themselves when it sees, else in the words of a second model that does.</summary>
/// <param name="modelSees">The main model takes pictures.</param>
/// <param name="read">Brings their bytes, small enough.</param>
/// <param name="describer">Null: there is no second model.</param>
internal sealed class Eyes(bool modelSees, PictureReader read, ImageDescriber? describer)
{
    /// <summary>Of one message; hosts refuse a request with many.</summary>
    public const int MaxPictures = 10;

    /// <summary>The model does not see, and nothing describes pictures to it.</summary>
    public const string NotSeen = "not_seen";

    /// <summary>The second model gave no description.</summary>
    public const string NotDescribed = "not_described";

    /// <summary>Sees nothing.</summary>
    public static Eyes Shut { get; } = new(modelSees: false, (_, _) => Task.FromResult<DataContent?>(null), describer: null);

    /// <summary>All at once: a person waits for the slowest picture, not for the sum.</summary>
    public async Task<Seen> LookAsync(TurnContext context, CancellationToken ct)
    {
        var left = MaxPictures;
        var looks = context.Attachments.Select(attachment =>
            // What has words already was described in an earlier run of this turn.
            attachment is { Kind: AttachmentKind.Picture, Problem: null, Text: null } && left-- > 0
                ? LookAsync(context, attachment, ct)
                : Task.FromResult<(Attachment Attachment, DataContent? Picture)>((attachment, null)));
        var seen = await Task.WhenAll(looks.ToList());
        return new Seen(context with { Attachments = [.. seen.Select(one => one.Attachment)] }, [.. seen.Select(one => one.Picture).OfType<DataContent>()]);
    }

    private async Task<(Attachment Attachment, DataContent? Picture)> LookAsync(TurnContext context, Attachment picture, CancellationToken ct)
    {
        if (!modelSees && describer is null) return (picture with { Problem = NotSeen }, null);
        var data = await read(picture, ct);
        if (modelSees) return (data is null ? picture with { Problem = NotSeen } : picture, data);
        var words = data is null ? null : await describer!.DescribeAsync(data, context, ct);
        return (words is null ? picture with { Problem = NotDescribed } : picture with { Text = words }, null);
    }
}
