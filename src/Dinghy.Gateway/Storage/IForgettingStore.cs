namespace Dinghy.Gateway.Storage;

/// <summary>Lets go of what is kept beside the messages themselves, once it can not matter any more.</summary>
internal interface IForgettingStore
{
    /// <summary>Removes settings of conversations without any memory, and languages of people who are not among those seen.</summary>
    /// <param name="before">Settings that were changed since stay.</param>
    /// <param name="limit">Rows of each kind.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <returns>The most of one kind that was removed: the limit means that there may be more.</returns>
    Task<int> ForgetSettingsAsync(DateTimeOffset before, int limit, CancellationToken ct);

    /// <summary>Removes what only says that something was said: notices of earlier days, thresholds of earlier months.</summary>
    /// <param name="day">Notices of this day and later ones stay.</param>
    /// <param name="thresholds">Thresholds that were told since stay.</param>
    /// <param name="limit">As above.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <returns>As above.</returns>
    Task<int> ForgetNoticesAsync(DateOnly day, DateTimeOffset thresholds, int limit, CancellationToken ct);
}
