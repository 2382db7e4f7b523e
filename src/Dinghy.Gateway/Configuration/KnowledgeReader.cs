using System.Globalization;

namespace Dinghy.Gateway.Configuration;

/// <summary><c>knowledge</c>, and the folders of one agent.</summary>
internal static class KnowledgeReader
{
    public static KnowledgeConfig Read(NodeReader knowledge, ConfigReport report) => new()
    {
        Rescan = knowledge.Duration("rescan") ?? new KnowledgeConfig().Rescan,
        Embeddings = ReadEmbeddings(knowledge.Child("embeddings"), report),
    };

    /// <param name="agent">Has <c>knowledge</c>.</param>
    /// <param name="folder">Makes a folder absolute.</param>
    /// <param name="report">Takes the faults.</param>
    public static IReadOnlyList<KnowledgeFolder> ReadFolders(NodeReader agent, Func<string, string> folder, ConfigReport report)
    {
        var folders = new List<KnowledgeFolder>();
        foreach (var entry in agent.Objects("knowledge") ?? [])
        {
            if (entry.Text("path")?.Trim() is not { } path)
            {
                report.Fault(entry.PathOf("path"), "nothing", "a folder of documents");
                continue;
            }

            var full = Absolute(path, folder);
            if (full is null)
            {
                report.Fault(entry.PathOf("path"), "a path that this system does not take", "another path");
                continue;
            }

            var name = entry.Text("name")?.Trim() ?? Path.GetFileName(full);
            if (folders.Exists(one => one.Name == name)) report.Fault(entry.PathOf("name"), ConfigReport.Quote(name), "a name that no other folder of this agent has");
            else folders.Add(new KnowledgeFolder { Path = full, Name = name, VisibleTo = ReadVisibility(entry, report) });
        }

        return folders;
    }

    private static string? Absolute(string path, Func<string, string> folder)
    {
        try
        {
            return Path.TrimEndingDirectorySeparator(folder(path));
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException or PathTooLongException)
        {
            return null;
        }
    }

    private static Visibility? ReadVisibility(NodeReader entry, ConfigReport report)
    {
        if (!entry.Has("visible_to")) return null;
        var visible = entry.Child("visible_to");
        var departments = new HashSet<long>();
        foreach (var text in visible.Texts("departments") ?? [])
        {
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0) departments.Add(id);
            else report.Fault(visible.PathOf("departments"), ConfigReport.Quote(text), "the department's number; 1 is the whole organisation");
        }

        var read = new Visibility(visible.Ids("people"), departments, (visible.Texts("groups") ?? []).ToHashSet(StringComparer.Ordinal));
        if (read is { People.Count: 0, Departments.Count: 0, Groups.Count: 0 }) report.Warn(visible.Path, "nobody", "nobody sees this folder: name people, departments or groups, or leave visible_to out");
        return read;
    }

    private static EmbeddingsConfig? ReadEmbeddings(NodeReader embeddings, ConfigReport report)
    {
        var (address, model, key) = (embeddings.Address("base_url"), embeddings.Text("model")?.Trim(), embeddings.Secret("api_key"));
        if (address is null && model is null && key is null) return null;
        if (address is null) report.Fault(embeddings.PathOf("base_url"), "nothing", "the address of an OpenAI-compatible endpoint, up to /v1");
        if (model is null) report.Fault(embeddings.PathOf("model"), "nothing", "the name of an embeddings model");
        return address is null || model is null ? null : new EmbeddingsConfig(address, model, key);
    }
}
