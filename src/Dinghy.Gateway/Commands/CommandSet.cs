namespace Dinghy.Gateway.Commands;

/// <summary>The commands there are, in the order in which <c>/help</c> shows them.</summary>
internal static class CommandSet
{
    public static CommandBook Create(CommandParts parts, CommandLog log)
    {
        var trace = new TraceCommand(parts);
        var (good, bad) = (new FeedbackCommand(parts, up: true), new FeedbackCommand(parts, up: false));
        var commands = new List<ICommand>
        {
            new ResetCommand(parts, "new"),
            new ResetCommand(parts, "reset"),
            new StopCommand(parts, log),
            new CompactCommand(parts, log),
            new MemoryCommand(parts),
            new ForgetCommand(parts),
            new BtwCommand(parts),
            new ApproveCommand(parts, yes: true),
            new ApproveCommand(parts, yes: false),
            new DecideCommand(parts, agree: true),
            new DecideCommand(parts, agree: false),
            new StatusCommand(parts),
            new ModelCommand(parts),
            new ModelsCommand(parts),
            new ThinkCommand(parts),
            new ToolsCommand(parts),
            new LangCommand(parts),
            new UsageCommand(parts),
            new ScheduleCommand(parts),
            new QueueCommand(parts),
            new ExportCommand(parts),
            trace,
            new HumanCommand(parts),
            new MyDataCommand(parts),
            good,
            bad,
            new WhoAmICommand(parts),
            new PairingCommand(parts),
            new DoctorCommand(parts),
        };
        var help = new HelpCommand();
        var book = new CommandBook([.. commands, help]);
        (help.Book, trace.Book, good.Book, bad.Book) = (book, book, book, book);
        return book;
    }
}
