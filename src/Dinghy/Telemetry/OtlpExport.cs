using System.Diagnostics;
using Dinghy.Gateway.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Dinghy.Telemetry;

/// <summary>OpenTelemetry's own providers; its assemblies are loaded by whoever makes one of these, and by nobody else. Everything beside the names below is set by the standard variables.</summary>
internal sealed class OtlpExport : IDisposable
{
    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    /// <param name="wanted">What is exported.</param>
    /// <param name="version">Of the program.</param>
    /// <param name="environment">For the name of the service.</param>
    public OtlpExport(TelemetrySwitch wanted, string version, Func<string, string?> environment)
    {
        if (wanted.Traces) _traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(Named).AddSource(TurnSpans.SourceName).AddOtlpExporter().Build();
        if (wanted.Metrics) _metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Named).AddMeter(GatewayMetrics.MeterName).AddOtlpExporter().Build();

        void Named(ResourceBuilder resource)
        {
            // The variables stand before the program's own name.
            if (environment("OTEL_SERVICE_NAME") is { Length: > 0 } || environment("OTEL_RESOURCE_ATTRIBUTES")?.Contains("service.name=", StringComparison.Ordinal) == true)
                resource.AddAttributes([new("service.version", version)]);
            else
                resource.AddService("dinghy", serviceVersion: version, autoGenerateServiceInstanceId: false);
        }
    }

    /// <summary>What is known by now leaves, within the time that a stop has.</summary>
    public void Dispose()
    {
        // One clock for both: a collector that hangs must not hold up the end.
        var began = Stopwatch.GetTimestamp();
        _traces?.Shutdown(LastMoments);
        _metrics?.Shutdown(Math.Max(0, LastMoments - (int)Stopwatch.GetElapsedTime(began).TotalMilliseconds));
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    /// <summary>Milliseconds; the stop of the whole program has ten seconds.</summary>
    private const int LastMoments = 800;
}
