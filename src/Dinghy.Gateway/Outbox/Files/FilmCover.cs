namespace Dinghy.Gateway.Outbox.Files;

/// <summary>DingTalk wants a still with every film, and we do not decode films: a plain one with a play sign, 160×90.</summary>
internal static class FilmCover
{
    public static byte[] Png { get; } = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAKAAAABaCAMAAAAIGK1gAAAABlBMVEUrLzb///9eY3WAAAAAgUlEQVR42u3ZCQkAMBDEwI1/07WRHhkFodB/S5IkSZIkl6EPRB8oTwR5IvZCkCeCPBF7"
        + "IcgTQZ4I8kTshSBPBHki9kKQJ4I8EXshyBNBngjyxN9HsFl8eR1sL758mulEfflO0r348suC/G1mUwdu7sC5Azd14Nz0/yRJkiRJknzrAR5QAsAo/8FMAAAAAElFTkSuQmCC");
}
