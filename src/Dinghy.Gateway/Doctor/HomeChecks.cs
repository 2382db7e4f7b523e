using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Doctor;

/// <summary>The machine and the home folder.</summary>
internal static class HomeChecks
{
    /// <summary>Below it, storing messages may fail any moment.</summary>
    public const long LeastFree = 50L * 1024 * 1024;

    /// <summary>A day of files from people may take so much.</summary>
    public const long FairlyFree = 500L * 1024 * 1024;

    public static IReadOnlyList<Check<HomeVisit>> All { get; } =
    [
        new("home.writable", new("主目录可以写", "the home folder can be written"), Writable),
        new("home.private", new("主目录里的文件别人读不到", "nobody else on this machine reads the home's files"), Private),
        new("home.database", new("数据库完好，版本认识", "the database is whole and of a known schema"), Database),
        new("home.disk", new("磁盘空间够用", "there is room on the disk"), Disk),
        new("home.pdftotext", new("能读 PDF 的文字", "the text of PDFs can be read"), Pdf),
        new("gateway.answers", new("正在运行的网关有应答", "a gateway that runs here answers"), Gateway),
    ];

    private static Finding Writable(HomeVisit home) => home.WriteFault is { } fault
        ? Finding.Fail(new($"{home.Home} 不能写", $"{home.Home} can not be written"), new("改好目录的属主和权限，或用 --home 换一个目录", "mend the folder's owner and mode, or give another by --home"), fault)
        : Finding.Ok(home.Exists ? Words.Same(home.Home) : new($"{home.Home}，第一次启动时创建", $"{home.Home}, made at the first start"));

    private static Finding Private(HomeVisit home) => home.OpenToOthers.Count == 0
        ? Finding.Ok()
        : Finding.Warn(
            new("本机其他用户能读到凭据或聊天内容", "other users of this machine can read credentials or what people wrote"),
            new($"chmod 700 {home.Home}；主目录以外的配置文件 chmod 600", $"chmod 700 {home.Home}; chmod 600 a configuration file outside of it"), string.Join(", ", home.OpenToOthers));

    private static Finding Database(HomeVisit home) => home switch
    {
        { StoreFault: { Fault: StoreFault.FromTheFuture } newer } => Finding.Fail(
            new("数据库是更新版本的程序建立的", "a newer program made the database"), new("换回新版本的程序，或恢复旧备份", "use the newer program, or restore an older backup"), newer.Message),
        { StoreFault: { Fault: StoreFault.Corrupt } damaged } => Finding.Fail(
            new("数据库文件损坏", "the database file is damaged"), new("停掉网关，把文件移走（别删），恢复备份或从空库开始", "stop the gateway, move the file away (keep it), restore a backup or start with an empty one"), damaged.Message),
        { StoreFault: { } other } => Finding.Fail(
            new("数据库打不开", "the database can not be opened"), new("关掉占用它的程序，检查磁盘和权限", "close whatever holds it; check the disk and the permissions"), other.Message),
        { Store: { } store } => Finding.Ok($"schema {store.Schema}"),
        _ => Finding.Ok(new Words("还没有数据库，第一次启动时创建", "none yet; made at the first start")),
    };

    private static Finding Disk(HomeVisit home)
    {
        if (home.FreeBytes is not { } free) return Finding.Skip(new("系统没有给出剩余空间", "the system does not tell the free space"));
        var proof = $"{free / 1024 / 1024} MB";
        var next = new Words("腾出空间，或调小 attachments.max_total_mb、attachments.keep", "make room, or lower attachments.max_total_mb and attachments.keep");
        if (free < LeastFree) return Finding.Fail(new("磁盘快满了：存不下的消息不会被确认", "the disk is nearly full: messages that can not be stored are not acknowledged"), next, proof);
        return free < FairlyFree ? Finding.Warn(new("磁盘空间不多了", "there is little room left"), next, proof) : Finding.Ok(proof);
    }

    private static Finding Pdf(HomeVisit home) => home.PdfToText is { } program
        ? Finding.Ok(program)
        : Finding.Warn(
            new("没有 pdftotext：只有 PDF 的文字读不了，其他都不受影响", "pdftotext is missing: only the text of PDFs can not be read, all else works"),
            new("装上 poppler-utils", "install poppler-utils"));

    private static Finding Gateway(HomeVisit home) => home.Gateway switch
    {
        null => Finding.Ok(new Words("这个目录上没有网关在运行", "no gateway runs on this home")),
        { Answers: false } silent => Finding.Warn(
            new("gateway.json 里记着一个网关，但它没有应答：可能被杀掉了，或者卡住了", "gateway.json names a gateway that does not answer: it was killed, or hangs"),
            new("dinghy status；必要时重新启动", "dinghy status; start it again if need be"), $"pid {silent.ProcessId}"),
        { NotReady.Count: 0 } ready => Finding.Ok(new Words($"进程 {ready.ProcessId}，就绪", $"process {ready.ProcessId}, ready")),
        { } waiting => Finding.Ok(new Words($"进程 {waiting.ProcessId}，尚未就绪：{string.Join("；", waiting.NotReady)}", $"process {waiting.ProcessId}, not ready: {string.Join("; ", waiting.NotReady)}")),
    };
}
