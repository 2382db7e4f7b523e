using System.Globalization;
using System.Text;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;

namespace Dinghy.Cli;

/// <summary>A page of PDF for the demo model to send: the smallest that every reader opens.</summary>
internal static class DemoFile
{
    private const string Drawing = "BT /F1 28 Tf 60 160 Td (A dinghy does not sink.) Tj ET";

    private static readonly string[] s_objects =
    [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 300] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        $"<< /Length {Drawing.Length} >>\nstream\n{Drawing}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ];

    /// <returns>The workspace.</returns>
    public static string WriteBelow(string home)
    {
        var workspace = Path.GetFullPath(Path.Combine(home, "workspace"));
        PrivateFolder.Make(workspace);
        File.WriteAllBytes(Path.Combine(workspace, DemoModel.FileName), Bytes());
        return workspace;
    }

    private static byte[] Bytes()
    {
        var text = new StringBuilder("%PDF-1.4\n");
        var index = new StringBuilder($"xref\n0 {s_objects.Length + 1}\n0000000000 65535 f \n");
        for (var i = 0; i < s_objects.Length; i++)
        {
            index.Append(CultureInfo.InvariantCulture, $"{text.Length:D10} 00000 n \n");
            text.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{s_objects[i]}\nendobj\n");
        }

        var start = text.Length;
        return Encoding.ASCII.GetBytes($"{text}{index}trailer\n<< /Size {s_objects.Length + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    }
}
