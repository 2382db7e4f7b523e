using System.Security.Cryptography;

namespace Dinghy.Emulator;

/// <summary>People scan codes, and applications come into being.</summary>
public sealed partial class DingTalkWorld
{
    private readonly Lock _appsGate = new();
    private volatile IReadOnlyList<EmulatedApp>? _apps;

    /// <summary>The applications that exist: those of the options, then those that people made by scanning.</summary>
    public IReadOnlyList<EmulatedApp> Apps => _apps ?? Options.Apps;

    /// <summary>Codes that were asked for, oldest first.</summary>
    public IReadOnlyList<RegistrationRecord> AppRegistrations => Registrations.All();

    internal Registrations Registrations => field ??= new(Options);

    /// <summary>A person scans the code and makes a new robot, which receives by Stream mode. Null: the registration is over already.</summary>
    public EmulatedApp? ConfirmRegistration(string userCode)
    {
        const string digits = "abcdefghijklmnopqrstuvwxyz0123456789";
        var app = new EmulatedApp
        {
            ClientId = "ding" + RandomNumberGenerator.GetString(digits, 16),
            ClientSecret = RandomNumberGenerator.GetString(digits + "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_", 64),
            CorpId = Options.Apps[0].CorpId,
            Name = "New robot",
        };
        lock (_appsGate)
        {
            // It exists before anybody hears of it.
            var before = _apps;
            _apps = [.. Apps, app];
            if (Registrations.Decide(userCode, RegistrationState.Success, app, null)) return app;
            _apps = before;
            return null;
        }
    }

    /// <summary>A person refuses, or DingTalk can not. False: the registration is over already.</summary>
    public bool RefuseRegistration(string userCode, string reason) => Registrations.Decide(userCode, RegistrationState.Fail, null, reason);

    /// <summary>As if its time were over. False: it is over already.</summary>
    public bool ExpireRegistration(string userCode) => Registrations.Decide(userCode, RegistrationState.Expired, null, null);
}
