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
    public async Task<Language> OfAsync(string account, string person, CancellationToken ct)
    {
        try
        {
            return Languages.For(configured, (await store.ReadSessionAsync(NoConversation, account, person, ct)).Person, text: null);
        }
        catch (StoreException)
        {
            // Rather told in the other language than not at all.
            return Languages.For(configured, text: null);
        }
    }
}
