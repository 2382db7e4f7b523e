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

    public async Task<Seen> LookAsync(TurnContext context, CancellationToken ct)
    {
        var pictures = new List<DataContent>();
        var attachments = new List<Attachment>();
        var left = MaxPictures;
        foreach (var attachment in context.Attachments)
        {
            // What has words already was described in an earlier run of this turn.
            var looks = attachment is { Kind: AttachmentKind.Picture, Problem: null, Text: null } && left-- > 0;
            attachments.Add(!looks ? attachment : modelSees ? await SeeAsync(attachment, pictures, ct) : await DescribeAsync(context, attachment, ct));
        }

        return new Seen(context with { Attachments = attachments }, pictures);
    }

    private async Task<Attachment> SeeAsync(Attachment picture, List<DataContent> pictures, CancellationToken ct)
    {
        if (await read(picture, ct) is not { } data) return picture with { Problem = NotSeen };
        pictures.Add(data);
        return picture;
    }

    private async Task<Attachment> DescribeAsync(TurnContext context, Attachment picture, CancellationToken ct)
    {
        if (describer is null) return picture with { Problem = NotSeen };
        var words = await read(picture, ct) is { } data ? await describer.DescribeAsync(data, context, ct) : null;
        return words is null ? picture with { Problem = NotDescribed } : picture with { Text = words };
    }
}
