using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Gateway.Tests.Support;

/// <summary>The MCP project's example server from npm, installed once into the build output.</summary>
internal sealed class EverythingServer : IDisposable
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "McpServers");
    private static readonly SemaphoreSlim s_installing = new(1, 1);

    private readonly Process? _process;

    private EverythingServer(McpServerConfig config, Process? process) => (Config, _process) = (config, process);

    public McpServerConfig Config { get; }

    public static async Task<EverythingServer> StartAsync(string transport)
    {
        await InstallAsync();
        var program = Path.Combine(s_folder, "node_modules", "@modelcontextprotocol", "server-everything", "dist", "index.js");
        if (transport == "stdio") return new(new McpServerConfig { Name = "everything", Command = "node", Args = [program, "stdio"] }, null);
        var port = FreePort();
        var start = new ProcessStartInfo("node", [program, transport]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["PORT"] = $"{port}";
        var process = Process.Start(start).ShouldNotBeNull();
        // It says where it listens.
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.Contains($"{port}")) { }
        _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        return new(new McpServerConfig { Name = "everything", Url = new Secret($"http://127.0.0.1:{port}/mcp") }, process);
    }

    public void Dispose()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task InstallAsync()
    {
        await s_installing.WaitAsync();
        try
        {
            var done = Path.Combine(s_folder, "node_modules", ".installed");
            var wanted = await File.ReadAllTextAsync(Path.Combine(s_folder, "package-lock.json"));
            if (File.Exists(done) && await File.ReadAllTextAsync(done) == wanted) return;
            using var npm = Process.Start(new ProcessStartInfo("npm", "ci --no-audit --no-fund") { WorkingDirectory = s_folder, RedirectStandardOutput = true, RedirectStandardError = true }).ShouldNotBeNull();
            var (output, errors) = (npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
            await npm.WaitForExitAsync();
            npm.ExitCode.ShouldBe(0, $"npm could not install the example server:\n{await output}\n{await errors}");
            await File.WriteAllTextAsync(done, wanted);
        }
        finally
        {
            s_installing.Release();
        }
    }
}
