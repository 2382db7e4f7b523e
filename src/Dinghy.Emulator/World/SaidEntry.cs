namespace Dinghy.Emulator;

/// <summary>What a person said, kept so that it can be quoted or reacted to.</summary>
internal sealed record SaidEntry(string MsgId, EmulatedApp App, string ConversationId, Person Person, Speech Speech, DateTimeOffset At);

/// <summary>The message that a reply points at.</summary>
/// <param name="MsgId">Its id.</param>
/// <param name="SenderId">Encrypted id of its author, who may be the robot.</param>
/// <param name="At">When it was said.</param>
/// <param name="MsgType">Its kind as quotes spell it.</param>
/// <param name="Content">Its content; <c>null</c> where DingTalk gives none.</param>
/// <param name="ProcessQueryKey">Of a robot's OpenAPI message or card.</param>
/// <param name="Nick">Name of its author.</param>
internal sealed record Quoted(string MsgId, string SenderId, DateTimeOffset At, string MsgType, System.Text.Json.Nodes.JsonObject? Content, string? ProcessQueryKey = null, string? Nick = null);
