using System.Numerics;
using System.Runtime.InteropServices;

namespace Dinghy.Gateway.Knowledge;

/// <summary>Vectors of passages, a byte a dimension, in memory while they are searched. All are compared: there are few enough.</summary>
internal sealed class VectorShelf
{
    /// <summary>Bytes of all folders together; passages beyond are found by words.</summary>
    public const long MostBytes = 512L * 1024 * 1024;

    private const int MostDimensions = 8_192;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, Kept> _kept = [];

    /// <summary>A vector as it is kept: its direction, to the nearest of 127 steps.</summary>
    public static byte[] Pack(ReadOnlySpan<float> vector)
    {
        var largest = 0f;
        foreach (var value in vector) largest = Math.Max(largest, Math.Abs(value));
        var packed = new byte[Math.Min(vector.Length, MostDimensions)];
        if (largest == 0 || !float.IsFinite(largest)) return packed;
        for (var i = 0; i < packed.Length; i++) packed[i] = (byte)(sbyte)MathF.Round(vector[i] / largest * 127);
        return packed;
    }

    public void Clear()
    {
        lock (_gate) _kept.Clear();
    }

    /// <summary>By the angle between them, the nearest first.</summary>
    public IReadOnlyList<(long Id, double Score)> Nearest(PassageReader reader, IReadOnlyList<ShelvedFolder> folders, ReadOnlySpan<float> vector, int limit)
    {
        var asked = MemoryMarshal.Cast<byte, sbyte>(Pack(vector)).ToArray();
        var length = Math.Sqrt(Dot(asked, asked));
        var best = new PriorityQueue<long, double>();
        if (length == 0) return [];
        foreach (var folder in folders)
        {
            var kept = Of(reader, folder);
            if (kept.Dimensions != asked.Length) continue;
            for (var i = 0; i < kept.Ids.Length; i++)
            {
                var score = Dot(asked, kept.Codes.AsSpan(i * kept.Dimensions, kept.Dimensions)) / (length * kept.Lengths[i]);
                if (best.Count < limit) best.Enqueue(kept.Ids[i], score);
                else best.EnqueueDequeue(kept.Ids[i], score);
            }
        }

        var nearest = new List<(long, double)>();
        while (best.TryDequeue(out var id, out var score)) nearest.Add((id, score));
        nearest.Reverse();
        return nearest;
    }

    internal static int Dot(ReadOnlySpan<sbyte> one, ReadOnlySpan<sbyte> other)
    {
        var (sum, at) = (Vector<int>.Zero, 0);
        for (; at <= one.Length - Vector<sbyte>.Count; at += Vector<sbyte>.Count)
        {
            Vector.Widen(new Vector<sbyte>(one[at..]), out var a0, out var a1);
            Vector.Widen(new Vector<sbyte>(other[at..]), out var b0, out var b1);
            // 127 × 127 fits a short.
            Vector.Widen(a0 * b0, out var p0, out var p1);
            Vector.Widen(a1 * b1, out var p2, out var p3);
            sum += p0 + p1 + p2 + p3;
        }

        var total = Vector.Sum(sum);
        for (; at < one.Length; at++) total += one[at] * other[at];
        return total;
    }

    private Kept Of(PassageReader reader, ShelvedFolder folder)
    {
        lock (_gate)
        {
            if (_kept.TryGetValue(folder.Id, out var kept) && kept.Version == folder.Vectors) return kept;
            _kept.Remove(folder.Id);
            var room = MostBytes - _kept.Values.Sum(one => (long)one.Codes.Length);
            return _kept[folder.Id] = Load(reader, folder, room);
        }
    }

    private static Kept Load(PassageReader reader, ShelvedFolder folder, long room)
    {
        var dimensions = reader.Vectors(folder.Id, 1) is [var first] ? first.Vector.Length : 0;
        if (dimensions == 0) return new Kept(folder.Vectors, 0, [], [], []);
        var rows = reader.Vectors(folder.Id, (int)Math.Min(PassageIndex.MostChunks, Math.Max(0, room) / dimensions)).Where(row => row.Vector.Length == dimensions && row.Vector.AsSpan().ContainsAnyExcept((byte)0)).ToList();
        var codes = new sbyte[(long)rows.Count * dimensions];
        var lengths = new float[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            var code = codes.AsSpan(i * dimensions, dimensions);
            MemoryMarshal.Cast<byte, sbyte>(rows[i].Vector).CopyTo(code);
            lengths[i] = MathF.Sqrt(Dot(code, code));
        }

        return new Kept(folder.Vectors, dimensions, [.. rows.Select(row => row.Chunk)], codes, lengths);
    }

    private sealed record Kept(long Version, int Dimensions, long[] Ids, sbyte[] Codes, float[] Lengths);
}
