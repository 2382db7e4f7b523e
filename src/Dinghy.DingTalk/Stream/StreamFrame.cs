namespace Dinghy.DingTalk.Stream;

/// <summary>One push.</summary>
/// <param name="Type"><c>SYSTEM</c>, <c>EVENT</c> or <c>CALLBACK</c>.</param>
/// <param name="MessageId">The id of this push: a redelivery has another, so never a key for "seen before".</param>
/// <param name="Headers">As sent, ordinal keys; events carry eventType, eventId, eventCorpId, eventBornTime here.</param>
/// <param name="Data">JSON text; empty when absent.</param>
public sealed record StreamFrame(string Type, string Topic, string MessageId, IReadOnlyDictionary<string, string> Headers, string Data)
{
    // Data holds what people wrote and a session webhook.
    public override string ToString() => $"StreamFrame {{ Type = {Type}, Topic = {Topic}, MessageId = {MessageId}, Data = {Data.Length} characters }}";
}
