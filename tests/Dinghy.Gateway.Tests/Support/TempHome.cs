namespace Dinghy.Gateway.Tests.Support;

/// <summary>A home folder that goes away with its test.</summary>
internal sealed class TempHome : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("dinghy-test-").FullName;

    public string Database => System.IO.Path.Combine(Path, "dinghy.db");

    /// <summary>Everything that lies in the folder, as one string of bytes.</summary>
    public string AllBytes() => string.Concat(Directory.EnumerateFiles(Path).Order(StringComparer.Ordinal).Select(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return System.Text.Encoding.Latin1.GetString(copy.ToArray());
    }));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
