using Microsoft.Extensions.Logging;

namespace Dinghy.Emulator;

/// <summary>All files, in memory. Beyond <see cref="EmulatorOptions.MediaLimit"/> bytes the oldest are forgotten, and then count as unknown.</summary>
internal sealed class MediaStore(EmulatorOptions options, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MediaFile> _files = new(StringComparer.Ordinal);
    private readonly Queue<MediaFile> _order = [];
    private long _bytes;
    private bool _saidFull;

    public MediaFile Add(string type, string name, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > options.MediaLimit) throw new ArgumentException($"The emulator holds at most {options.MediaLimit} bytes of files.", nameof(bytes));
        var file = new MediaFile(Ids.Media(type), type, name, bytes);
        lock (_gate)
        {
            _files[file.Id] = file;
            _order.Enqueue(file);
            _bytes += bytes.Length;
            while (_bytes > options.MediaLimit || _order.Count > options.HistoryLimit) ForgetOldest();
        }

        return file;
    }

    public MediaFile? Find(string? id) { lock (_gate) return id is null ? null : _files.GetValueOrDefault(id); }

    private void ForgetOldest()
    {
        if (!_saidFull) Log.MediaFull(logger, options.MediaLimit);
        _saidFull = true;
        var oldest = _order.Dequeue();
        _files.Remove(oldest.Id);
        _bytes -= oldest.Bytes.Length;
    }
}
