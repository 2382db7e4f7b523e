using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Routing;

namespace Dinghy.Gateway.Knowledge;

/// <summary>Who asks, and where the answer will be read.</summary>
/// <param name="Account">Whose robot was asked.</param>
/// <param name="Person">The staff id; null for people of other organisations.</param>
/// <param name="Group">The group's conversation id; null in private.</param>
internal sealed record Asker(string Account, string? Person, string? Group)
{
    public static Asker Of(TurnContext context) => new(context.Turn.Account, context.Turn.Message.Sender?.Value, context.IsGroup ? context.Turn.Message.Conversation.Value : null);
}

/// <summary>Whose questions a folder may answer. What is not known of a person is not true of them.</summary>
/// <param name="directories">By account; one that is missing knows nobody.</param>
/// <param name="shared">Private chats of this account share one memory: whatever is answered there, others are told.</param>
internal sealed class KnowledgeAccess(IReadOnlyDictionary<string, PersonDirectory> directories, Func<string, bool> shared)
{
    public async Task<IReadOnlyList<KnowledgeFolder>> VisibleAsync(IReadOnlyList<KnowledgeFolder> folders, Asker asker, CancellationToken ct)
    {
        IReadOnlySet<long>? departments = null;
        var visible = new List<KnowledgeFolder>();
        foreach (var folder in folders)
        {
            if (folder.VisibleTo is not { } to) visible.Add(folder);
            else if (asker.Group is { } group)
            {
                if (to.Groups.Contains(group)) visible.Add(folder);
            }
            else if (asker.Person is { } person && !shared(asker.Account))
            {
                var listed = to.People.Contains(person) || to.People.Contains("*");
                if (!listed && to.Departments.Count > 0) departments ??= await DepartmentsAsync(asker.Account, person, ct);
                if (listed || (departments is not null && to.Departments.Overlaps(departments))) visible.Add(folder);
            }
        }

        return visible;
    }

    private async Task<IReadOnlySet<long>> DepartmentsAsync(string account, string person, CancellationToken ct)
    {
        if (!directories.TryGetValue(account, out var directory)) return new HashSet<long>();
        var (steps, _) = await directory.DepartmentsOfAsync(new StaffId(person), ct);
        return (steps ?? []).Select(step => step.Id).ToHashSet();
    }
}
