using Dinghy.Gateway.Diagnostics;
using Dinghy.LogBook;
using Microsoft.Extensions.Logging.Console;

namespace Dinghy.Hosting;

/// <summary>Logs are words: one line each, on stderr, and in files once somebody opens them. stdout is for the contract lines.</summary>
internal static class Logs
{
    public static void Configure(ILoggingBuilder logging, bool verbose)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(verbose ? LogLevel.Debug : LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // It tells a failed start with its stack; we tell it in a sentence.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.AddConsole(console =>
        {
            console.FormatterName = LineFormatter.FormatterName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        logging.Services.AddSingleton<ConsoleFormatter>(new LineFormatter());
        logging.Services.AddSingleton<LogFiles>();
        logging.Services.AddSingleton<ILoggerProvider>(services => services.GetRequiredService<LogFiles>());
        // How much of it the files take is the configuration's to say, which is not read yet.
        logging.AddFilter<LogFiles>("Dinghy", LogLevel.Debug);
        logging.AddFilter<LogFiles>(typeof(TextLog).FullName, LogLevel.Trace);
    }
}
