using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Dinghy.Gateway.Configuration.Files;

/// <summary>A configuration file's bytes as text, or a fault.</summary>
internal static class ConfigText
{
    /// <summary>Bytes. A configuration is written by hand; a larger file is some other file.</summary>
    internal const int MaxBytes = 1024 * 1024;

    /// <summary>Levels of nesting; the deepest key of the schema stands at six.</summary>
    internal const int MaxDepth = 32;

    /// <summary>Without its byte order mark; null after a fault.</summary>
    public static string? Read(byte[] bytes, string file, string emptyHint, ConfigReport report)
    {
        if (bytes.Length > MaxBytes)
            report.Fault(file, $"more than {MaxBytes} bytes", "a file of at most 1 MiB");
        else if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            report.Fault(file, "UTF-16", "save the file as UTF-8");
        else if (!Utf8.IsValid(bytes))
            report.Fault(file, $"bytes that are no UTF-8 at {InvalidAt(bytes)}", "save the file as UTF-8");
        else
        {
            var text = Encoding.UTF8.GetString(bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes.AsSpan(3) : bytes);
            if (text.AsSpan().IndexOfAnyExcept(" \t\r\n") >= 0)
                return text;
            report.Fault(file, "an empty file", emptyHint);
        }

        return null;
    }

    /// <summary>As editors count: from 1, in UTF-16 characters.</summary>
    public static string Position(string text, int at)
    {
        var before = text.AsSpan(0, Math.Min(at, text.Length));
        var line = before.Count('\n') + 1;
        return $"line {line}, column {before.Length - before.LastIndexOf('\n')}";
    }

    /// <summary>False: an escape such as <c>\ud800</c> came without its other half.</summary>
    public static bool IsWhole(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0)
            return true;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 >= text.Length || !char.IsLowSurrogate(text[i + 1]))
                return false;
            i++;
        }

        return true;
    }

    private static string InvalidAt(byte[] bytes)
    {
        var at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes.AsSpan(at), out _, out var length) == OperationStatus.Done)
            at += length;
        var text = Encoding.UTF8.GetString(bytes.AsSpan(0, at));
        return Position(text, text.Length);
    }
}
