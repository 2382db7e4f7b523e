using System.Text.Json.Serialization;
using Dinghy.Admin;
using Dinghy.Gateway.Pipeline;

namespace Dinghy.Cli;

internal sealed record AgentAnswer(string Model, string Answer);

internal sealed record VersionReport(string Version, string Runtime, string System, string Sqlite);

internal sealed record ConfigReport(bool Ok, string File, IReadOnlyList<ConfigFinding> Faults, IReadOnlyList<ConfigFinding> Warnings, IReadOnlyList<string> Notes);

internal sealed record ConfigFinding(string Path, string Found, string Hint);

internal sealed record MigrationReport(
    bool Ok, string From, string To, IReadOnlyList<string> Carried, IReadOnlyList<string> NotCarried, IReadOnlyList<ConfigFinding> Faults, string Outcome);

/// <summary>Everything that <c>--json</c> prints and the admin port answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AgentAnswer))]
[JsonSerializable(typeof(VersionReport))]
[JsonSerializable(typeof(ConfigReport))]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(ReadyReport))]
[JsonSerializable(typeof(RunningGateway))]
[JsonSerializable(typeof(ReloadReport))]
[JsonSerializable(typeof(MigrationReport))]
[JsonSerializable(typeof(QuotaReport))]
[JsonSerializable(typeof(QuotaPlay))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(PairingOrder))]
[JsonSerializable(typeof(PairingListReport))]
[JsonSerializable(typeof(PairingReport))]
internal sealed partial class CliJson : JsonSerializerContext;
