using Microsoft.Win32.SafeHandles;

namespace Dinghy.Bench;

/// <summary>A file that grows by one durable entry at a time.</summary>
internal sealed class Journal(string path) : IDisposable
{
    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
    private long _end;

    /// <exception cref="IOException">The entry is not on the disk.</exception>
    public void Append(ReadOnlySpan<byte> entry)
    {
        RandomAccess.Write(_file, entry, _end);
        _end += entry.Length;
        if (Native.DataSync(_file) != 0) throw new IOException($"fdatasync failed on {path}.");
    }

    public void Dispose() => _file.Dispose();
}
