namespace Dinghy.Gateway.Storage;

/// <summary>Calls or pushes of one kind on one day.</summary>
/// <param name="Account">Whose application.</param>
/// <param name="Day">Of DingTalk's calendar, which is Beijing's.</param>
/// <param name="Kind"><c>push</c>, or the call in snake_case: <c>card_stream</c>.</param>
/// <param name="Count">How many.</param>
internal sealed record UsageCount(string Account, DateOnly Day, string Kind, long Count);
