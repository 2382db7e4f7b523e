using System.CommandLine;
using Dinghy.Cli;
using Dinghy.Cli.Setup;
using Dinghy.Cli.Updates;

var program = new RootCommand("Dinghy: a small, unsinkable AI-agent gateway for DingTalk (钉钉).")
{
    CommonOptions.Home,
    CommonOptions.Config,
    CommonOptions.Json,
    OnboardCommand.Create(),
    ChannelsCommand.Create(),
    GatewayCommand.Create(),
    AgentCommand.Create(),
    DemoCommand.Create(),
    EmulatorCommand.Create(),
    StatusCommand.Create(),
    ConsoleCommand.Create(),
    LogsCommand.Create(),
    HealthCommand.Create(),
    ModelsCommand.Create(),
    QuotaCommand.Create(),
    UsageCommand.Create(),
    DoctorCommand.Create(),
    PairingCommand.Create(),
    AuditCommand.Create(),
    TurnsCommand.Create(),
    TurnsCommand.Replies(),
    TraceCommand.Create(),
    TraceCommand.Resend(),
    TraceCommand.Retry(),
    FeedbackCommand.Create(),
    ToolsCommand.Create(),
    McpCommand.Create(),
    SkillsCommand.Create(),
    MemoryCommand.Create(),
    SessionsCommand.Create(),
    PrivacyCommand.Create(),
    BackupCommand.Create(),
    BackupCommand.CreateRestore(),
    KnowledgeCommand.Create(),
    CronCommand.Create(),
    MessageCommand.Create(),
    ConfigCommand.Create(),
    ReloadCommand.Create(),
    MigrateCommand.Create(),
    RouteCommand.Create(),
    PluginsCommand.Create(),
    UpdateCommand.Create(),
    VersionCommand.Create(),
};

return await Shell.RunAsync(program, args);
