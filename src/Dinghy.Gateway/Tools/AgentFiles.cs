using Dinghy.Gateway.Conversations;

namespace Dinghy.Gateway.Tools;

/// <summary>The files of one agent: its workspace, which is the operator's, and each talk's own.</summary>
/// <param name="shared">The workspace.</param>
/// <param name="talks">Null: everything is written into the workspace, for an agent that one person uses.</param>
internal sealed class AgentFiles(Workspace shared, TalkFolders? talks = null)
{
    /// <summary>Files and folders of one talk.</summary>
    public const int MaxEntries = 2_000;

    /// <summary>Bytes of all of them.</summary>
    public const long MaxTotal = 50L * 1024 * 1024;

    public Workspace Shared => shared;

    /// <summary>As this turn may see and change them.</summary>
    public TalkFiles Of(TurnContext context)
    {
        if (talks is not { } folders || shared.Folder.Length == 0) return new TalkFiles(shared);
        var place = context.Memory;
        return new TalkFiles(shared, new Workspace(folders.FilesOf(place), MaxEntries, MaxTotal), () => folders.Make(place));
    }
}
