using System.Net;
using System.Net.Sockets;
using System.Text;
using Dinghy.Gateway.Pipeline.Webhooks;
using Dinghy.Hosting;

namespace Dinghy.Tests.Hosting;

public sealed class KestrelWebhooksTests
{
    private const int MaxBody = 1024 * 1024;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bodies_that_are_announced_and_never_sent_leave_room_for_those_that_come()
    {
        const int Announced = 80;
        var (begun, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var listener = await KestrelWebhooks.ListenAsync(
            new IPEndPoint(IPAddress.Loopback, 0),
            async (call, ct) =>
            {
                var reading = call.ReadAsync(MaxBody, ct);
                if (Interlocked.Increment(ref begun) == Announced) all.SetResult();
                return await reading is null ? WebhookAnswer.TooLarge : WebhookAnswer.Empty;
            },
            Ct);
        var callers = new List<Socket>();
        try
        {
            for (var i = 0; i < Announced; i++)
            {
                var caller = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                callers.Add(caller);
                await caller.ConnectAsync(listener.Address, Ct);
                await caller.SendAsync(Encoding.ASCII.GetBytes($"POST /?signature=x HTTP/1.1\r\nHost: x\r\nContent-Length: {MaxBody}\r\n\r\n"), Ct);
            }

            await all.Task.WaitAsync(Ct);
            using var http = new HttpClient();
            using var answer = await http.PostAsync(new Uri($"http://{listener.Address}/"), new StringContent("{}"), Ct);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            callers.ForEach(caller => caller.Dispose());
        }
    }
}
