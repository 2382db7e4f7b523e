using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Conversations;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Agents;

/// <summary>A picture as a model takes it, or a code why there is none to be had.</summary>
internal delegate Task<(DataContent? Picture, string? Problem)> PictureLoader(Attachment picture, CancellationToken ct);

/// <param name="Context">Its pictures carry a description where one was made.</param>
/// <param name="Shown">The model sees these; empty when it does not see.</param>
internal sealed record Seen(TurnContext Context, IReadOnlyList<(Attachment Attachment, DataContent Picture)> Shown)
{
    public bool Shows(Attachment attachment) => Shown.Any(one => ReferenceEquals(one.Attachment, attachment));
}

/// <summary>How pictures reach the model: as themselves when it sees, else in the words of a second model that does.</summary>
/// <param name="modelSees">The main model takes pictures.</param>
/// <param name="load">Brings them, small enough.</param>
/// <param name="describer">Null: there is no second model.</param>
internal sealed class Eyes(bool modelSees, PictureLoader load, ImageDescriber? describer)
{
    /// <summary>Of one message; hosts refuse a request with many.</summary>
    public const int MaxPictures = 10;

    /// <summary>Sees nothing.</summary>
    public static Eyes Shut { get; } = new(modelSees: false, (_, _) => Task.FromResult<(DataContent?, string?)>((null, null)), describer: null);

    /// <summary>All at once: a person waits for the slowest picture, not for the sum. A picture that can be neither seen nor described stays as it is.</summary>
    public async Task<Seen> LookAsync(TurnContext context, CancellationToken ct)
    {
        var left = Sees(context) || describer is not null ? MaxPictures : 0;
        var looks = context.Attachments.Select(attachment =>
            // What has words already was described in an earlier run of this turn.
            attachment is { Kind: AttachmentKind.Picture, Problem: null, Text: null } && left-- > 0
                ? LookAsync(context, attachment, ct)
                : Task.FromResult<(Attachment Attachment, DataContent? Picture)>((attachment, null)));
        var seen = await Task.WhenAll(looks.ToList());
        return new Seen(
            context with { Attachments = [.. seen.Select(one => one.Attachment)] },
            [.. seen.Where(one => one.Picture is not null).Select(one => (one.Attachment, one.Picture!))]);
    }

    private bool Sees(TurnContext context) => context.Model?.Sees ?? modelSees;

    private async Task<(Attachment Attachment, DataContent? Picture)> LookAsync(TurnContext context, Attachment attachment, CancellationToken ct)
    {
        var (picture, problem) = await load(attachment, ct);
        if (picture is null) return (attachment with { Problem = problem }, null);
        if (Sees(context)) return (attachment, picture);
        return await describer!.DescribeAsync(picture, context, ct) is { } words ? (attachment with { Text = words }, null) : (attachment, null);
    }
}
