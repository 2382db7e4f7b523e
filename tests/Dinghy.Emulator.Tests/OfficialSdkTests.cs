using System.ComponentModel;
using System.Diagnostics;

namespace Dinghy.Emulator.Tests;

/// <summary>DingTalk's own Node SDK, unchanged, from npm. Only a preload sends its two fixed hosts to the emulator.</summary>
public sealed class OfficialSdkTests
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "OfficialSdk");

    [Fact]
    public async Task The_official_node_sdk_receives_acknowledges_and_answers()
    {
        await InstallAsync();
        await using var server = await EmulatorServer.StartAsync(new());
        using var bot = Start("node", $"--import ./redirect.mjs bot.mjs {Calls.Key} {Calls.Secret}", server.Address);
        try
        {
            await server.World.WaitForConnectionsAsync(1, Guard.Token);
            var said = await server.World.SayAsync(new("manager75", "你好"));
            var answer = (await server.World.WaitForBotMessagesAsync(1, m => m.InReplyTo == said.MsgId, Guard.Token)).Single();
            answer.Text.ShouldBe("echo: 你好");
            (await server.World.WaitForAckAsync(said.MsgId, Guard.Token)).State.ShouldBe(PushState.Acked);

            // The SDK reconnects by itself after a drop, and hears the group as well.
            server.World.Faults.Set(new Fault(FaultKind.Drop));
            await server.World.WaitForConnectionsAsync(0, Guard.Token);
            await server.World.WaitForConnectionsAsync(1, Guard.Token);
            var group = server.World.Groups.Single().ConversationId;
            var second = await server.World.SayAsync(new("user002", "在吗") { ConversationId = group });
            var reply = (await server.World.WaitForBotMessagesAsync(1, m => m.InReplyTo == second.MsgId, Guard.Token)).Single();
            (reply.ConversationId, reply.Text).ShouldBe((group, "echo: 在吗"));
            server.World.Requests().Select(r => r.Path).ShouldContain("/gettoken");
        }
        finally
        {
            bot.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Into the build output; once, until the lock file changes.</summary>
    private static async Task InstallAsync()
    {
        var done = Path.Combine(s_folder, "node_modules", ".installed");
        var wanted = await File.ReadAllTextAsync(Path.Combine(s_folder, "package-lock.json"));
        if (File.Exists(done) && await File.ReadAllTextAsync(done) == wanted) return;
        using var npm = Start("npm", "ci --no-audit --no-fund", new Uri("http://127.0.0.1/"));
        var (output, errors) = (npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await npm.WaitForExitAsync(patience.Token);
        npm.ExitCode.ShouldBe(0, $"npm could not install the official SDK:\n{await output}\n{await errors}");
        await File.WriteAllTextAsync(done, wanted);
    }

    private static Process Start(string program, string arguments, Uri emulator)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = s_folder,
            RedirectStandardOutput = program == "npm",
            RedirectStandardError = program == "npm",
        };
        start.Environment["DINGTALK_EMULATOR"] = emulator.AbsoluteUri.TrimEnd('/');
        start.Environment["NO_PROXY"] = "127.0.0.1,localhost";
        try
        {
            return Process.Start(start).ShouldNotBeNull();
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"'{program}' is not on this machine. This test runs DingTalk's Node SDK: install Node.js 20 or newer with npm.", e);
        }
    }
}
