using System.Text;
using Dinghy.Gateway.Attachments.Text;

namespace Dinghy.Gateway.Tools.Files;

/// <summary>A file of the workspace as text.</summary>
/// <param name="Text">Whole.</param>
/// <param name="Encoding">In which it was written.</param>
internal sealed record FileText(string Text, Encoding Encoding)
{
    /// <summary>Null: these bytes are no text.</summary>
    public static FileText? Of(byte[] bytes)
    {
        if (TextEncodings.Detect(bytes) is not { } encoding) return null;
        var start = bytes.AsSpan().StartsWith(encoding.Preamble) ? encoding.Preamble.Length : 0;
        return new FileText(encoding.GetString(bytes, start, bytes.Length - start), encoding);
    }

    /// <summary>Null and a sentence: it can not be read as text.</summary>
    public static (FileText? Text, string? Why) Read(TalkFiles workspace, string path)
    {
        switch (workspace.Open(path))
        {
            case Workspace.Opened.File file:
                using (file.Handle)
                {
                    if (workspace.IsPersonal(file)) return (null, "This file is personal, and not for everybody who talks to you.");
                    if (file.Length > Workspace.MaxFile) return (null, $"The file has {file.Length:N0} bytes; at most {Workspace.MaxFile:N0} can be read.");
                    var bytes = new byte[file.Length];
                    var read = Workspace.ReadAll(file, bytes);
                    return Of(bytes[..read]) is { } text ? (text, null) : (null, "This is no text file.");
                }

            case Workspace.Opened.Nothing nothing:
                return (null, nothing.Why);
            default:
                throw new InvalidOperationException("The workspace opened to nothing known.");
        }
    }

    /// <summary>Another text in the same encoding.</summary>
    public byte[] With(string text) => Encoding.GetBytes(text);
}
