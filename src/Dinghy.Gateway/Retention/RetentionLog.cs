using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Retention;

internal sealed partial class RetentionLog(ILogger<RetentionLog> logger)
{
    [LoggerMessage(3650, LogLevel.Information, "Retention let go of {Rows} rows and {Files} files that were kept long enough; {What}")]
    public partial void Done(int rows, int files, string what);

    [LoggerMessage(3651, LogLevel.Warning, "Retention could not be applied; it is tried again within the hour. Look at the disk and at the permissions of the home folder")]
    public partial void Failed(Exception error);
}
