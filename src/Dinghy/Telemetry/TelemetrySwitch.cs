namespace Dinghy.Telemetry;

/// <summary>What the standard variables ask for. Read without loading anything of OpenTelemetry: most gateways have no collector, and a start is dear.</summary>
/// <param name="Traces">Spans are exported.</param>
/// <param name="Metrics">Instruments are exported.</param>
/// <param name="Texts">Questions and answers go with the spans.</param>
internal readonly record struct TelemetrySwitch(bool Traces, bool Metrics, bool Texts)
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Nothing is exported, and nothing is loaded.</summary>
    public bool IsOff => !Traces && !Metrics;

    public static TelemetrySwitch Read(Func<string, string?> environment)
    {
        if (Is(environment("OTEL_SDK_DISABLED"))) return default;
        return new(
            Asked("OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"), Asked("OTEL_METRICS_EXPORTER", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"),
            Is(environment("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT")));

        // A named exporter stands before an address: "none" is how one of the two is left out.
        bool Asked(string exporter, string own) => environment(exporter)?.Trim() switch
        {
            { Length: > 0 } named => named.Split(',', StringSplitOptions.TrimEntries).Contains("otlp", StringComparer.OrdinalIgnoreCase),
            _ => !string.IsNullOrWhiteSpace(environment(Endpoint)) || !string.IsNullOrWhiteSpace(environment(own)),
        };
    }

    private static bool Is(string? value) => string.Equals(value?.Trim(), "true", StringComparison.OrdinalIgnoreCase);
}
