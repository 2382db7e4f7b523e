using System.IO.Compression;
using System.Xml;

namespace Dinghy.Gateway.Attachments.Text;

/// <summary>A docx, xlsx or pptx as parts of XML, read forward only and within <see cref="DocumentLimits"/>.</summary>
internal sealed class OfficePackage : IDisposable
{
    private readonly DocumentLimits _limits = new();
    private readonly ZipArchive _zip;
    private readonly CancellationToken _ct;

    private OfficePackage(ZipArchive zip, CancellationToken ct) => (_zip, _ct) = (zip, ct);

    /// <exception cref="DocumentException">Encrypted, a bomb by its number of entries, or no zip at all.</exception>
    public static OfficePackage Open(string path, CancellationToken ct)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            if (!ZipDirectory.TryRead(file, out var directory)) throw new DocumentException(AttachmentProblems.Damaged);
            if (directory.TooMany) throw new DocumentException(AttachmentProblems.Bomb);
            if (directory.Encrypted) throw new DocumentException(AttachmentProblems.Encrypted);
            return new(new ZipArchive(file, ZipArchiveMode.Read), ct);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Null: the package has no such part.</summary>
    public XmlParts? Read(string part)
    {
        if (_zip.GetEntry(part) is not { } entry) return null;
        var stream = new BoundedPart(entry.Open(), entry.CompressedLength, _limits, _ct);
        return new(XmlReader.Create(stream, new XmlReaderSettings
        {
            CloseInput = true,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        }));
    }

    /// <summary>Which parts a part names: id to path.</summary>
    public Dictionary<string, string> Relations(string part)
    {
        const int most = 5_000;
        var (folder, name) = Split(part);
        var relations = new Dictionary<string, string>(StringComparer.Ordinal);
        using var xml = Read($"{folder}_rels/{name}.rels");
        while (xml?.Next() == true && relations.Count < most)
            if (xml.IsStart("Relationship") && xml.Attribute("Id") is { } id && xml.Attribute("Target") is { } target && xml.Attribute("TargetMode") != "External")
                relations[id] = Resolve(folder, target);
        return relations;
    }

    public void Dispose() => _zip.Dispose();

    private static (string Folder, string Name) Split(string part) => part.LastIndexOf('/') is >= 0 and var slash ? (part[..(slash + 1)], part[(slash + 1)..]) : ("", part);

    private static string Resolve(string folder, string target)
    {
        if (target.StartsWith('/')) return target[1..];
        var path = new List<string>();
        foreach (var step in (folder + target).Split('/'))
            if (step != "..") path.Add(step);
            else if (path.Count > 0) path.RemoveAt(path.Count - 1);
        return string.Join('/', path.Where(step => step is not ("" or ".")));
    }
}
