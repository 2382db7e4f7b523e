namespace Dinghy.DingTalk.Registration;

/// <summary>What a person is to scan.</summary>
/// <param name="DeviceCode">Names this registration in <see cref="AppRegistration.PollAsync"/>; whoever has it gets the key pair.</param>
/// <param name="UserCode">What the person may compare with their phone; may be empty.</param>
/// <param name="Page">Where it can be confirmed without scanning.</param>
/// <param name="QrText">What the QR code says: an address.</param>
/// <param name="Life">From now on.</param>
/// <param name="Interval">Between two polls.</param>
public sealed record RegistrationOffer(string DeviceCode, string UserCode, Uri Page, string QrText, TimeSpan Life, TimeSpan Interval)
{
    public override string ToString() => $"RegistrationOffer {{ UserCode = {UserCode}, Page = {Page} }}";
}

public enum RegistrationState
{
    /// <summary>Nobody confirmed yet.</summary>
    Waiting,

    /// <summary>The application is made.</summary>
    Success,

    /// <summary>It was refused, or could not be made.</summary>
    Fail,

    /// <summary>Nobody confirmed in time.</summary>
    Expired,
}

/// <summary>How far a registration is.</summary>
/// <param name="State">Of it.</param>
/// <param name="App">The key pair, with <see cref="RegistrationState.Success"/>; else null.</param>
/// <param name="Reason">DingTalk's words, with <see cref="RegistrationState.Fail"/>; may be null.</param>
public sealed record RegistrationAnswer(RegistrationState State, DingTalkApp? App = null, string? Reason = null);
