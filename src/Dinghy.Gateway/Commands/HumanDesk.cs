using System.Collections.Concurrent;
using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Takeover;

namespace Dinghy.Gateway.Commands;

/// <summary>Calls an owner into a conversation, and has the robot wait for them where the configuration says so.</summary>
/// <param name="takeovers">Where people answer.</param>
/// <param name="tell">Tells the owners who asks and where; how many it reached.</param>
/// <param name="config">Whether a call pauses, and for how long.</param>
/// <param name="time">The clock.</param>
internal sealed class HumanDesk(Takeovers takeovers, Func<TurnContext, string, CancellationToken, Task<int>> tell, TakeoverConfig config, TimeProvider time)
{
    /// <summary>Who calls again so soon tells nobody anything new.</summary>
    private static readonly TimeSpan s_again = TimeSpan.FromMinutes(2);
    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<(string, string), DateTimeOffset> _called = new();

    /// <param name="context">Who asks, and where.</param>
    /// <param name="why">Their own words; may be empty.</param>
    /// <param name="ct">Gives up waiting.</param>
    public async Task<HumanCalled> CallAsync(TurnContext context, string why, CancellationToken ct)
    {
        var (key, now) = ((context.Turn.Conversation, PersonKey.Of(context.Turn.Message)), time.GetUtcNow());
        if (_called.TryGetValue(key, out var before) && now - before < s_again) return new(Again: true, 0, takeovers.Of(context.Turn.Conversation) is not null, config.Pause);
        var reached = await tell(context, why, ct);
        if (reached == 0) return new(Again: false, 0, Pauses: false, config.Pause);
        if (_called.Count >= MostRemembered) _called.Clear();
        _called[key] = now;
        var pauses = config.Human == HumanCall.Pause || (config.Human == HumanCall.PausePrivate && !context.IsGroup);
        if (pauses) await takeovers.PauseAsync(context.Turn.Conversation, key.Item2, config.Pause, ct);
        return new(Again: false, reached, pauses, config.Pause);
    }
}

/// <param name="Again">They were told a moment ago.</param>
/// <param name="Reached">Owners who were told.</param>
/// <param name="Pauses">The robot says nothing here for now.</param>
/// <param name="Lasting">For how long at most.</param>
internal sealed record HumanCalled(bool Again, int Reached, bool Pauses, TimeSpan Lasting);
