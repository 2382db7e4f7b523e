using System.Xml;

namespace Dinghy.Gateway.Attachments.Text;

/// <summary>One part's XML by local names: the same markup comes under the transitional and the strict namespaces.</summary>
internal sealed class XmlParts(XmlReader xml) : IDisposable
{
    private readonly char[] _chunk = new char[4096];

    public int Depth => xml.Depth;

    /// <summary>An element without content has no end of its own.</summary>
    public bool IsEmpty => xml.IsEmptyElement;

    public string Name => xml.LocalName;

    public bool IsWords => xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace;

    public bool IsAnyStart => xml.NodeType == XmlNodeType.Element;

    public bool IsStart(string name) => xml.NodeType == XmlNodeType.Element && xml.LocalName == name;

    public bool IsEnd(string name) => xml.LocalName == name && (xml.NodeType == XmlNodeType.EndElement || (xml.NodeType == XmlNodeType.Element && xml.IsEmptyElement));

    /// <exception cref="DocumentException">Nested too deep.</exception>
    public bool Next()
    {
        if (!xml.Read()) return false;
        return xml.Depth <= DocumentLimits.MostDepth ? true : throw new DocumentException(AttachmentProblems.Bomb);
    }

    /// <param name="name">Local.</param>
    /// <param name="inNamespace">Only one that has a prefix: <c>r:id</c> beside <c>id</c>.</param>
    /// <returns>Null when absent.</returns>
    public string? Attribute(string name, bool inNamespace = false)
    {
        string? value = null;
        for (var more = xml.MoveToFirstAttribute(); more && value is null; more = xml.MoveToNextAttribute())
            if (xml.LocalName == name && (!inNamespace || xml.NamespaceURI.Length > 0)) value = xml.Value;
        xml.MoveToElement();
        return value;
    }

    /// <summary>The text node's characters in pieces: it may be as long as the file.</summary>
    public void Words(Action<ReadOnlySpan<char>> take, Func<bool> enough)
    {
        for (int read; !enough() && (read = xml.ReadValueChunk(_chunk, 0, _chunk.Length)) > 0; take(_chunk.AsSpan(0, read)))
        {
        }
    }

    /// <summary>Past the element and all in it; the next <see cref="Next"/> gives what follows.</summary>
    public void Skip()
    {
        if (xml.IsEmptyElement) return;
        var depth = xml.Depth;
        while (Next() && xml.Depth > depth)
        {
        }
    }

    public void Dispose() => xml.Dispose();
}
