namespace Dinghy.Gateway.Storage;

/// <summary>
/// A file that is there when it is whole, and only its owner's: written beside its place under a name that nobody can have prepared, then moved there,
/// over nothing.
/// </summary>
internal static class WholeFile
{
    /// <param name="file">Must not be there.</param>
    /// <param name="fill">Writes it. What it throws leaves nothing behind.</param>
    /// <exception cref="IOException">It can not be written, or is there already.</exception>
    public static async Task WriteAsync(string file, Func<FileStream, Task> fill)
    {
        var part = $"{file}.{Guid.NewGuid():N}.part";
        try
        {
            await using (var stream = new FileStream(part, PrivateFile.Options(access: FileAccess.ReadWrite)))
            {
                await fill(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, file, overwrite: false);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
