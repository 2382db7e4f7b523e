using Dinghy.Gateway.Attachments;
using Dinghy.Gateway.Attachments.Text;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Storage;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Knowledge;

/// <summary>Keeps the index as the folders are: looks through them at the start, when a change is noticed, and every few minutes. Nothing of it holds up a message.</summary>
internal sealed class KnowledgeKeeper : IAsyncDisposable
{
    /// <summary>Changes come in bursts; a look waits until one has passed.</summary>
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_embedding = TimeSpan.FromSeconds(30);

    private readonly string _home;
    private readonly KnowledgeLog _log;
    private readonly TimeProvider _time;
    private readonly TextExtractor _texts;
    private readonly HttpClient _http;
    private readonly FolderWatch _watch;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Lock _gate = new();
    private TaskCompletionSource _pass = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlySet<string> _folders = new HashSet<string>(StringComparer.Ordinal);
    private TimeSpan _rescan = TimeSpan.FromMinutes(10);
    private volatile Embedder? _embedder;
    private bool _embeddingFailed;
    private Task _loop = Task.CompletedTask;

    public KnowledgeKeeper(DinghyConfig config, ILoggerFactory loggers, TimeProvider time, HttpClient? http = null)
    {
        (_home, _time, _http) = (config.Home, time, http ?? Embedder.Connect());
        _log = new KnowledgeLog(loggers.CreateLogger<KnowledgeLog>());
        _texts = new TextExtractor(time, new AttachmentLog(loggers.CreateLogger<AttachmentLog>())) { Timeout = TimeSpan.FromMinutes(2), Pdf = new PdfText { MostPages = 5_000 } };
        _watch = new FolderWatch(Wake, _log);
        Search = new PassageSearch(_home);
        Desk = new KnowledgeDesk(Search, () => _embedder, _log);
        Take(config);
    }

    public PassageSearch Search { get; }

    public KnowledgeDesk Desk { get; }

    public KnowledgeLog Log => _log;

    /// <summary>Every folder of every agent.</summary>
    public static IReadOnlySet<string> FoldersOf(DinghyConfig config) => config.Agents.All.SelectMany(agent => agent.Knowledge).Select(folder => folder.Path).ToHashSet(StringComparer.Ordinal);

    /// <summary>The configuration names others now.</summary>
    public void Use(DinghyConfig config)
    {
        Take(config);
        Wake();
    }

    public void Start() => _loop = Task.Run(LoopAsync);

    /// <summary>Looks through all folders now. Ends when that look, or one that began meanwhile, is over.</summary>
    public Task ReindexAsync(CancellationToken ct)
    {
        Task pass;
        lock (_gate) pass = _pass.Task;
        Wake();
        return pass.WaitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _watch.Dispose();
        Search.Dispose();
        _texts.Dispose();
        _http.Dispose();
        _stop.Dispose();
        _wake.Dispose();
    }

    /// <summary>One look through all folders.</summary>
    /// <exception cref="StoreException">The index can not be used.</exception>
    internal async Task ScanAsync(CancellationToken ct)
    {
        IReadOnlySet<string> folders;
        lock (_gate)
        {
            // Again each time: a folder may have come that was not there.
            _watch.Use(folders = _folders, _rescan);
        }

        // Without folders, and without an index that may hold old ones, there is nothing to do and nothing to make.
        if (folders.Count == 0 && !File.Exists(Path.Combine(_home, PassageIndex.FileName))) return;
        using var index = PassageIndex.Open(_home, _log);
        if (index.IsNew) Search.Reset();
        index.Keep(folders);
        var scan = new FolderScan(index, _texts, _log, _time);
        foreach (var folder in folders.Order(StringComparer.Ordinal)) await scan.RunAsync(folder, ct);
        if (_embedder is { } embedder) await EmbedAsync(index, embedder, ct);
    }

    private void Take(DinghyConfig config)
    {
        lock (_gate)
        {
            (_folders, _rescan) = (FoldersOf(config), config.Knowledge.Rescan);
            _embedder = config.Knowledge.Embeddings is { } embeddings ? new Embedder(embeddings, _http, _time) : null;
        }
    }

    private void Wake()
    {
        try
        {
            if (_wake.CurrentCount == 0) _wake.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Awake already, or over.
        }
    }

    private async Task LoopAsync()
    {
        try
        {
            while (true)
            {
                TaskCompletionSource pass;
                lock (_gate) (pass, _pass) = (_pass, new(TaskCreationOptions.RunContinuationsAsynchronously));
                await TryScanAsync();
                pass.TrySetResult();
                if (await WokenAsync()) await Task.Delay(s_settle, _time, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            lock (_gate) _pass.TrySetCanceled();
        }
    }

    private async Task<bool> WokenAsync()
    {
        TimeSpan rescan;
        lock (_gate) rescan = _rescan;
        using var over = new CancellationTokenSource(rescan, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, _stop.Token);
        try
        {
            await _wake.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task TryScanAsync()
    {
        try
        {
            await ScanAsync(_stop.Token);
        }
        catch (Exception e) when (PassageIndex.IsDamaged(e))
        {
            _log.IndexAnew(e.Message);
            PassageIndex.Delete(_home);
            Wake();
        }
#pragma warning disable CA1031 // The next look is another chance; a gateway does not end over its documents.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _log.ScanBroke(e);
        }
    }

    private async Task EmbedAsync(PassageIndex index, Embedder embedder, CancellationToken ct)
    {
        index.UseVectorsOf(embedder.Name);
        var (after, changed, count) = (0L, new HashSet<long>(), 0);
        try
        {
            while (index.WithoutVector(after, Embedder.AtOnce) is { Count: > 0 } batch)
            {
                var vectors = await embedder.EmbedAsync([.. batch.Select(one => one.Text)], s_embedding, ct);
                index.AddVectors([.. batch.Zip(vectors, (one, vector) => (one.Id, one.Folder, VectorShelf.Pack(vector)))]);
                (after, count) = (batch[^1].Id, count + batch.Count);
                changed.UnionWith(batch.Select(one => one.Folder));
            }

            _embeddingFailed = false;
        }
        catch (EmbeddingException e)
        {
            if (!_embeddingFailed) _log.NoEmbeddings(e.Message);
            _embeddingFailed = true;
        }

        foreach (var folder in changed) index.VectorsChanged(folder);
        if (count > 0) _log.Embedded(count);
    }
}
