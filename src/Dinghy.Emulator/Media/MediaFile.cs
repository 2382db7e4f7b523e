namespace Dinghy.Emulator;

/// <summary>Bytes that a person sends or a robot uploaded.</summary>
/// <param name="Id">The media id of an upload (<c>@…</c>, <c>$…</c> for video); of a person's file, an id of the emulator only.</param>
/// <param name="Type"><c>image</c>, <c>voice</c>, <c>video</c> or <c>file</c>.</param>
/// <param name="Name">File name as given; not made safe.</param>
/// <param name="Bytes">The content.</param>
public sealed record MediaFile(string Id, string Type, string Name, ReadOnlyMemory<byte> Bytes);
