namespace Dinghy.Emulator;

/// <summary>How far the making of an application by QR code is.</summary>
public enum RegistrationState
{
    /// <summary>Nobody confirmed yet.</summary>
    Waiting,

    /// <summary>A person confirmed; the application exists.</summary>
    Success,

    /// <summary>A person refused, or it could not be made.</summary>
    Fail,

    /// <summary>Nobody confirmed in time.</summary>
    Expired,
}

/// <summary>One code that an application-to-be asked for.</summary>
/// <param name="UserCode">What a person sees.</param>
/// <param name="Source">Which product asked.</param>
/// <param name="State">Of it.</param>
/// <param name="ClientId">The application's, once it is made.</param>
/// <param name="Reason">Why it failed.</param>
/// <param name="Polls">How often it was asked for.</param>
public sealed record RegistrationRecord(string UserCode, string Source, RegistrationState State, string? ClientId, string? Reason, int Polls);
