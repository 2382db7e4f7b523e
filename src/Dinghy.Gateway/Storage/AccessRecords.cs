namespace Dinghy.Gateway.Storage;

/// <summary>A stranger who waits for an approval.</summary>
/// <param name="Account">The robot they wrote to.</param>
/// <param name="Person">Staff id, else sender id; compared whole.</param>
/// <param name="Code">What an operator approves by.</param>
/// <param name="Nick">The name the person chose: never a ground for trust.</param>
/// <param name="CreatedAt">The code lives an hour from here.</param>
/// <param name="SeenAt">Their last message.</param>
/// <param name="Told">The code has reached them.</param>
/// <param name="Heard">In which language they wrote, <c>zh</c> or <c>en</c>; null: nothing tells.</param>
internal sealed record PairingRequest(string Account, string Person, string Code, string Nick, DateTimeOffset CreatedAt, DateTimeOffset SeenAt, bool Told, string? Heard = null);

/// <param name="Account">The robot they may write to privately.</param>
/// <param name="Person">Staff id, else sender id.</param>
/// <param name="Nick">As it was when they asked.</param>
/// <param name="ApprovedAt">When.</param>
/// <param name="ApprovedBy"><c>cli</c>, <c>console</c>, <c>openclaw</c> for whom that program had let in, or the owner's staff id.</param>
/// <param name="Owner">May do what only an owner may.</param>
internal sealed record Approval(string Account, string Person, string Nick, DateTimeOffset ApprovedAt, string ApprovedBy, bool Owner);

/// <param name="Account">The robot they wrote to.</param>
/// <param name="Person">Staff id, else sender id.</param>
/// <param name="Nick">The newest.</param>
/// <param name="LastSeen">Exact to a minute.</param>
/// <param name="InPrivate">Has written privately.</param>
/// <param name="Day">yyyymmdd of <paramref name="Said"/>.</param>
/// <param name="Said">Messages of that day; counted only where a daily limit is set.</param>
internal sealed record SeenPerson(string Account, string Person, string Nick, DateTimeOffset LastSeen, bool InPrivate, int Day, int Said);

/// <param name="Account">The robot that is in it.</param>
/// <param name="Conversation">The group's whole id.</param>
/// <param name="Title">Its newest name; empty when it never came.</param>
/// <param name="LastSeen">Exact to a minute.</param>
internal sealed record SeenGroup(string Account, string Conversation, string Title, DateTimeOffset LastSeen);
