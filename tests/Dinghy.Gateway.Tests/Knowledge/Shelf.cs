using System.Globalization;
using System.Text;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Knowledge;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Gateway.Tests.Knowledge;

/// <summary>A folder of documents, its index, and a clock that stands.</summary>
internal sealed class Shelf : IAsyncDisposable
{
    private readonly TempHome _home = new();
    private int _writes;

    public Shelf(HttpMessageHandler? endpoint = null, string model = "m1")
    {
        Endpoint = endpoint;
        Folder = Directory.CreateDirectory(Path.Combine(_home.Path, "docs")).FullName;
        Keeper = Make(model);
    }

    public string Home => _home.Path;

    public string Folder { get; }

    public KnowledgeKeeper Keeper { get; private set; }

    public ManualTimeProvider Time { get; } = new(Said.At);

    private HttpMessageHandler? Endpoint { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public DinghyConfig Config(string model = "m1", params KnowledgeFolder[] folders) => new()
    {
        Home = Home,
        Agents = new AgentsConfig { Default = new AgentConfig { Knowledge = folders.Length > 0 ? folders : [new KnowledgeFolder { Path = Folder, Name = "docs" }] } },
        Knowledge = new KnowledgeConfig { Embeddings = Endpoint is null ? null : new EmbeddingsConfig(new Uri("http://lab/v1"), model, new Secret("k")) },
    };

    public Shelf Put(string name, string text) => Put(name, Encoding.UTF8.GetBytes(text));

    public Shelf Put(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        // Two writes within one tick of the file system look the same.
        File.SetLastWriteTimeUtc(path, Said.At.UtcDateTime.AddSeconds(++_writes));
        return this;
    }

    public Task ScanAsync() => Keeper.ScanAsync(Ct);

    /// <summary>Another process's keeper on the same home.</summary>
    public async Task ReopenAsync(string model = "m1")
    {
        await Keeper.DisposeAsync();
        Keeper = Make(model);
    }

    /// <summary>Citations of what is found, the best first.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(string question, int limit = 8) => [.. (await PassagesAsync(question, limit)).Select(passage => passage.Citation)];

    public Task<IReadOnlyList<Passage>> PassagesAsync(string question, int limit = 8) =>
        Keeper.Desk.FindAsync(Config().Agents.Default.Knowledge, question, limit, Ct);

    public IReadOnlyList<IndexedFile> Files()
    {
        using var index = PassageIndex.Open(Home, Log);
        return index.Files(index.Folder(Folder));
    }

    public static KnowledgeLog Log { get; } = new(NullLogger<KnowledgeLog>.Instance);

    /// <summary>As many pages as there are texts.</summary>
    public static byte[] Pdf(params string[] pages)
    {
        var text = new StringBuilder("%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n3 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj\n");
        var kids = string.Join(' ', pages.Index().Select(page => string.Create(CultureInfo.InvariantCulture, $"{10 + (2 * page.Index)} 0 R")));
        text.Append(CultureInfo.InvariantCulture, $"2 0 obj <</Type/Pages/Kids[{kids}]/Count {pages.Length}>> endobj\n");
        foreach (var (i, words) in pages.Index())
        {
            var content = $"BT /F1 24 Tf 72 700 Td ({words}) Tj ET";
            text.Append(CultureInfo.InvariantCulture, $"{10 + (2 * i)} 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {11 + (2 * i)} 0 R/Resources<</Font<</F1 3 0 R>>>>>> endobj\n");
            text.Append(CultureInfo.InvariantCulture, $"{11 + (2 * i)} 0 obj <</Length {content.Length}>> stream\n{content}\nendstream endobj\n");
        }

        return Encoding.ASCII.GetBytes(text.Append("trailer <</Root 1 0 R>>\n").ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await Keeper.DisposeAsync();
        _home.Dispose();
    }

    private KnowledgeKeeper Make(string model) =>
        new(Config(model), NullLoggerFactory.Instance, Time, Endpoint is null ? null : new HttpClient(Endpoint, disposeHandler: false));
}
