namespace Dinghy.Gateway.Storage;

/// <summary>What became of one file of a turn.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Number">The file's place in its message, from 1.</param>
/// <param name="Name">Safe to show.</param>
/// <param name="Path">Inside the attachments folder; null when nothing is kept.</param>
/// <param name="Bytes">As received.</param>
/// <param name="ContentType">By the bytes.</param>
/// <param name="Problem">Why it can not be used; null when it can.</param>
internal sealed record StoredAttachment(long TurnId, int Number, string Name, string? Path, long Bytes, string? ContentType, string? Problem);
