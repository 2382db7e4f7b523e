namespace Dinghy.Emulator;

/// <summary>One token per application while it lives; asking again renews its life.</summary>
internal sealed class AccessTokens(EmulatorOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (EmulatedApp App, string Token, DateTimeOffset ExpiresAt)> _byApp = new(StringComparer.Ordinal);

    public string Get(EmulatedApp app)
    {
        lock (_gate)
        {
            var now = options.Time.GetUtcNow();
            var token = _byApp.TryGetValue(app.ClientId, out var held) && held.ExpiresAt > now ? held.Token : Ids.Hex32();
            _byApp[app.ClientId] = (app, token, now + options.TokenLife);
            return token;
        }
    }

    /// <summary>The application a token speaks for; <c>null</c> when it is unknown, expired or revoked.</summary>
    public EmulatedApp? Owner(string token)
    {
        lock (_gate)
        {
            var now = options.Time.GetUtcNow();
            return _byApp.Values.FirstOrDefault(held => held.Token == token && held.ExpiresAt > now).App;
        }
    }

    public void Revoke(string? clientId)
    {
        lock (_gate)
        {
            if (clientId is null) _byApp.Clear();
            else _byApp.Remove(clientId);
        }
    }
}
