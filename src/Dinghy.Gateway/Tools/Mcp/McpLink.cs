using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Tools.Exec;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Dinghy.Gateway.Tools.Mcp;

/// <summary>One connection to one server, from its opening to its end.</summary>
internal sealed class McpLink : IAsyncDisposable
{
    private static readonly TimeSpan s_goodbye = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly ChildGroup? _child;
    private int _disposed;

    private McpLink(McpClient client, ChildGroup? child, FloodGuard guard, TimeProvider time) => (Client, _child, Guard, _time) = (client, child, guard, time);

    public McpClient Client { get; }

    public FloodGuard Guard { get; }

    /// <summary>Its tools have changed since they were listed.</summary>
    public bool Stale { get; set; }

    public bool IsAlive => Volatile.Read(ref _disposed) == 0 && !Client.Completion.IsCompleted;

    /// <summary>Starts the program or reaches the address, and shakes hands.</summary>
    /// <param name="config">Whose.</param>
    /// <param name="home">The folder it starts in where none is named.</param>
    /// <param name="log">Gets what it says on its error stream, at Debug.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="Exception">Whatever went wrong; the caller tells it in a sentence.</exception>
    public static async Task<McpLink> OpenAsync(McpServerConfig config, string home, ToolLog log, TimeProvider time, CancellationToken ct)
    {
        var guard = new FloodGuard();
        ChildGroup? child = null;
        McpLink? link = null;
        try
        {
            IClientTransport transport;
            if (config.Command is { } command)
            {
                var folder = config.Folder ?? home;
                child = ChildGroup.Start([command, .. config.Args], folder, [new("HOME", Environment.GetEnvironmentVariable("HOME") ?? home), .. config.Env])
                    ?? throw new FileNotFoundException("the program is not there, or may not be run");
                _ = DrainAsync(child.Process.StandardError, config.Name, log);
                transport = new StreamClientTransport(child.Process.StandardInput.BaseStream, guard.Around(child.Process.StandardOutput.BaseStream), NullLoggerFactory.Instance);
            }
            else
            {
                transport = Http(config, guard);
            }

            var options = new McpClientOptions
            {
                ClientInfo = new Implementation { Name = "dinghy", Version = "0.1" },
                InitializationTimeout = config.StartTimeout,
                Handlers = new McpClientHandlers
                {
                    NotificationHandlers =
                    [
                        new(NotificationMethods.ToolListChangedNotification, (_, _) =>
                        {
                            if (link is not null) link.Stale = true;
                            return ValueTask.CompletedTask;
                        }),
                    ],
                },
            };
            // A program that takes no input may block the handshake itself.
            var client = await McpClient.CreateAsync(transport, options, NullLoggerFactory.Instance, ct).WaitAsync(ct);
            return link = new McpLink(client, child, guard, time);
        }
        catch
        {
            child?.End();
            child?.Dispose();
            throw;
        }
    }

    /// <summary>Ends the program if it does not end by itself; may be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        try
        {
            if (_child is not null) _child.Process.StandardInput.Close();
            await Client.DisposeAsync().AsTask().WaitAsync(s_goodbye, _time);
        }
#pragma warning disable CA1031 // It goes, whatever it has to say about it.
        catch
#pragma warning restore CA1031
        {
            // Ended below.
        }

        _child?.End();
        _child?.Dispose();
    }

    private static HttpClientTransport Http(McpServerConfig config, FloodGuard guard)
    {
        var http = new HttpClient(guard.Around(new SocketsHttpHandler
        {
            // Headers may hold keys; they go to the address that was configured and to no other.
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 64,
            Proxy = new ProxyPastLoopback(HttpClient.DefaultProxy),
        }))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var options = new HttpClientTransportOptions
        {
            Endpoint = new Uri(config.Url!.Reveal()),
            Name = config.Name,
            TransportMode = config.Sse ? HttpTransportMode.Sse : HttpTransportMode.StreamableHttp,
            AdditionalHeaders = config.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase),
            ConnectionTimeout = config.StartTimeout,
        };
        return new HttpClientTransport(options, http, NullLoggerFactory.Instance, ownsHttpClient: true);
    }

    /// <summary>Read to its end, or the program would wait for us. Lines without end come in pieces.</summary>
    private static async Task DrainAsync(StreamReader errors, string server, ToolLog log)
    {
        var (line, chunk) = (new System.Text.StringBuilder(), new char[1024]);
        try
        {
            for (int read; (read = await errors.ReadAsync(chunk, CancellationToken.None)) > 0;)
            {
                foreach (var c in chunk.AsSpan(0, read))
                {
                    if (c != '\n') line.Append(c);
                    if (c != '\n' && line.Length < 500) continue;
                    if (line.Length > 0) log.ServerSaid(server, line.ToString());
                    line.Clear();
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The pipe went with the program.
        }
    }
}
