using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Support;

/// <summary>Nothing was ever set in any chat.</summary>
internal sealed class NoSessions : ISessionStore
{
    public Task<(Session Session, PersonSettings Person)> ReadSessionAsync(string conversation, string account, string person, CancellationToken ct) =>
        Task.FromResult((Session.First, PersonSettings.Unknown));

    public Task<(UseTotal Conversation, UseTotal Person)> SumUseAsync(string conversation, string account, string person, DateTimeOffset since, CancellationToken ct) =>
        Task.FromResult((new UseTotal(0, 0, 0), new UseTotal(0, 0, 0)));

    public Task<IReadOnlyList<Turn>> EarlierTurnsAsync(string conversation, long beforeTurnId, int limit, CancellationToken ct) => Task.FromResult<IReadOnlyList<Turn>>([]);

    public Task<IReadOnlyList<Turn>> ReplyingTurnsAsync(string conversation, CancellationToken ct) => Task.FromResult<IReadOnlyList<Turn>>([]);
}
