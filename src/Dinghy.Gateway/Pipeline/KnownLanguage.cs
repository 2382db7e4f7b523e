using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Pipeline;

/// <summary>In which language a person is told what they did not ask for: what they chose or wrote last, else as configured.</summary>
internal sealed class KnownLanguage(ISessionStore store, string configured)
{
    /// <summary>The person is all that is asked for; no conversation has an empty name.</summary>
    private const string NoConversation = "";

    /// <param name="account">The robot that speaks.</param>
    /// <param name="person">See <see cref="Access.PersonKey"/>.</param>
    /// <param name="ct">Gives up waiting.</param>
    public Task<Language> OfAsync(string account, string person, CancellationToken ct) => OfAsync(account, person, text: null, heard: null, ct);

    /// <param name="account">The robot that speaks.</param>
    /// <param name="person">See <see cref="Access.PersonKey"/>.</param>
    /// <param name="text">What they say now; null: nothing.</param>
    /// <param name="heard">In which language they wrote, where nothing else is known of them.</param>
    /// <param name="ct">Gives up waiting.</param>
    public async Task<Language> OfAsync(string account, string person, string? text, string? heard, CancellationToken ct)
    {
        try
        {
            var known = (await store.ReadSessionAsync(NoConversation, account, person, ct)).Person;
            return Languages.For(configured, known with { Heard = known.Heard ?? heard }, text);
        }
        catch (StoreException)
        {
            // Rather told in the other language than not at all.
            return Languages.For(configured, PersonSettings.Unknown with { Heard = heard }, text);
        }
    }
}
