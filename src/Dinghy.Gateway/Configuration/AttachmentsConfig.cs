namespace Dinghy.Gateway.Configuration;

internal sealed record AttachmentsConfig
{
    public long MaxBytes { get; init; } = 20L * 1024 * 1024;
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(7);
    public long MaxTotalBytes { get; init; } = 1024L * 1024 * 1024;
    public int TextChars { get; init; } = 40_000;
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
