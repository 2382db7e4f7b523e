using System.Text.Json.Serialization;
using Dinghy.Admin;
using Dinghy.Cli.Setup;
using Dinghy.Cli.Updates;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Storage;
using Dinghy.HandOver;
using Dinghy.Service;

namespace Dinghy.Cli;

internal sealed record AgentAnswer(string Model, string Answer);

internal sealed record VersionReport(string Version, string Runtime, string System, string Sqlite);

internal sealed record ConfigReport(bool Ok, string File, IReadOnlyList<ConfigFinding> Faults, IReadOnlyList<ConfigFinding> Warnings, IReadOnlyList<string> Notes);

internal sealed record ConfigFinding(string Path, string Found, string Hint);

internal sealed record MigrationReport(
    bool Ok, string From, string To, IReadOnlyList<string> Carried, IReadOnlyList<string> NotCarried, IReadOnlyList<ConfigFinding> Faults, string Outcome);

/// <param name="Agent">Who would answer.</param>
/// <param name="Reason">By which rule, or that none fits.</param>
/// <param name="Account">Whose robot was assumed.</param>
/// <param name="Departments">Nearest first; null: no rule needed them.</param>
/// <param name="Roles">Names and ids; null: no rule needed them.</param>
/// <param name="DirectoryProblem">Why the directory told nothing.</param>
/// <param name="Rules">All of them, in the order written.</param>
internal sealed record RouteReport(
    string Agent, string Reason, string Account, IReadOnlyList<long>? Departments, IReadOnlyList<string>? Roles, string? DirectoryProblem, IReadOnlyList<RouteRuleReport> Rules);

internal sealed record RouteRuleReport(string Path, string Conditions, string Agent, bool Decides, string Why);

/// <summary>Everything that <c>--json</c> prints and the admin port answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AgentAnswer))]
[JsonSerializable(typeof(VersionReport))]
[JsonSerializable(typeof(ConfigReport))]
[JsonSerializable(typeof(RouteReport))]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(ReadyReport))]
[JsonSerializable(typeof(RunningGateway))]
[JsonSerializable(typeof(ReloadReport))]
[JsonSerializable(typeof(MigrationReport))]
[JsonSerializable(typeof(QuotaReport))]
[JsonSerializable(typeof(QuotaPlay))]
[JsonSerializable(typeof(ModelsReport))]
[JsonSerializable(typeof(IReadOnlyList<ProbeReport>))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(ScheduleListReport))]
[JsonSerializable(typeof(ScheduleRunsReport))]
[JsonSerializable(typeof(ScheduleOrder))]
[JsonSerializable(typeof(ScheduleAnswerReport))]
[JsonSerializable(typeof(MessageOrder))]
[JsonSerializable(typeof(MessageReport))]
[JsonSerializable(typeof(UsageReport))]
[JsonSerializable(typeof(Spend))]
[JsonSerializable(typeof(SpendReport))]
[JsonSerializable(typeof(PairingOrder))]
[JsonSerializable(typeof(PairingListReport))]
[JsonSerializable(typeof(PairingReport))]
[JsonSerializable(typeof(ToolListReport))]
[JsonSerializable(typeof(McpListReport))]
[JsonSerializable(typeof(SkillListReport))]
[JsonSerializable(typeof(MemoryListReport))]
[JsonSerializable(typeof(MemoryReport))]
[JsonSerializable(typeof(ForgetOrder))]
[JsonSerializable(typeof(ForgetReport))]
[JsonSerializable(typeof(KnowledgeListReport))]
[JsonSerializable(typeof(KnowledgeTestReport))]
[JsonSerializable(typeof(ReindexReport))]
[JsonSerializable(typeof(AuditVerdictReport))]
[JsonSerializable(typeof(AuditEntryReport))]
[JsonSerializable(typeof(AuditListReport))]
[JsonSerializable(typeof(ConfigChange))]
[JsonSerializable(typeof(TurnListReport))]
[JsonSerializable(typeof(TraceReport))]
[JsonSerializable(typeof(DeadListReport))]
[JsonSerializable(typeof(AgainReport))]
[JsonSerializable(typeof(TalkListReport))]
[JsonSerializable(typeof(PersonOrder))]
[JsonSerializable(typeof(PersonReport))]
[JsonSerializable(typeof(BackupReport))]
[JsonSerializable(typeof(RestoreReport))]
[JsonSerializable(typeof(TalkShowReport))]
[JsonSerializable(typeof(TalkOrder))]
[JsonSerializable(typeof(TalkAnswer))]
[JsonSerializable(typeof(ConsoleAddressReport))]
[JsonSerializable(typeof(FeedbackReport))]
[JsonSerializable(typeof(ServiceReport))]
[JsonSerializable(typeof(HandOverReport))]
[JsonSerializable(typeof(StopOrder))]
[JsonSerializable(typeof(ShownToken))]
[JsonSerializable(typeof(ChannelOrder))]
[JsonSerializable(typeof(ModelOrder))]
[JsonSerializable(typeof(SetupReport))]
[JsonSerializable(typeof(QrOrder))]
[JsonSerializable(typeof(QrPollOrder))]
[JsonSerializable(typeof(QrReport))]
[JsonSerializable(typeof(SetupStateReport))]
[JsonSerializable(typeof(OnboardReport))]
[JsonSerializable(typeof(ChannelListReport))]
[JsonSerializable(typeof(ModelTestOrder))]
[JsonSerializable(typeof(ModelTestReport))]
[JsonSerializable(typeof(ModelDefaultOrder))]
[JsonSerializable(typeof(UpdateReport))]
[JsonSerializable(typeof(List<WaitingChange>))]
[JsonSerializable(typeof(DoctorFixReport))]
[JsonSerializable(typeof(MadeCalls))]
internal sealed partial class CliJson : JsonSerializerContext;
