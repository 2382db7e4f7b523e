using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Dinghy.DingTalk.Webhook;
using Dinghy.Gateway.Configuration;

namespace Dinghy.Bench.Webhooks;

/// <summary>The caller: so many connections that each send the next call when the last is answered. Plain sockets and calls made beforehand, so that it takes little of the machine.</summary>
internal static class WebhookLoad
{
    public const int UsualConnections = 64;
    private const int MaxCalls = 150_000;

    public static readonly string[] Kinds = ["message", "event"];

    public static AccountConfig Account { get; } = new()
    {
        Id = "main", ClientId = "dingbench0001", ClientSecret = new Secret("bench-secret"), RobotCode = "dingbench0001", Mode = ReceiveMode.Http, CorpId = "dingcorp0001",
        Http = new HttpConfig
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0), Token = new Secret("tok3nForLocalTests"), AesKey = new Secret("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"),
        },
    };

    public static async Task<int> RunAsync(Uri url, string kind, int seconds, int round, int connections)
    {
        var calls = new byte[Math.Min(MaxCalls, seconds * 15_000)][];
        var run = $"{kind[0]}{round}-{Environment.ProcessId}";
        var maker = kind == "event" ? Events(url) : Messages(url);
        Parallel.For(0, calls.Length, i => calls[i] = maker($"{run}-{i}"));
        var (next, times, watch) = (-1, new List<double>[connections], Stopwatch.StartNew());
        var workers = Enumerable.Range(0, connections).Select(worker => Task.Run(async () =>
        {
            times[worker] = [];
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, url.Port);
            var buffer = new byte[8192];
            while (watch.Elapsed.TotalSeconds < seconds && Interlocked.Increment(ref next) is var number && number < calls.Length)
            {
                var began = Stopwatch.GetTimestamp();
                await socket.SendAsync(calls[number]);
                await ReadAsync(socket, buffer);
                times[worker].Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        })).ToArray();
        await Task.WhenAll(workers);
        var elapsed = watch.Elapsed.TotalSeconds;
        var all = times.SelectMany(one => one).Order().ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all.Length / elapsed:0.0} {all[all.Length / 2]:0.000} {all[all.Length * 99 / 100]:0.000}"));
        return 0;
    }

    private static async Task ReadAsync(Socket socket, byte[] buffer)
    {
        var (filled, whole) = (0, int.MaxValue);
        while (filled < whole)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
            if (read == 0) throw new IOException("The connection was closed.");
            filled += read;
            if (whole == int.MaxValue && buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8) is >= 0 and var end) whole = end + 4 + LengthOf(buffer.AsSpan(0, end));
        }
    }

    private static int LengthOf(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 200 "u8)) throw new InvalidOperationException(Encoding.ASCII.GetString(head));
        var at = head.IndexOf("Content-Length: "u8) + "Content-Length: ".Length;
        var line = head[at..];
        return int.Parse(line.IndexOf("\r\n"u8) is >= 0 and var stop ? line[..stop] : line, CultureInfo.InvariantCulture);
    }

    private static Func<string, byte[]> Messages(Uri url)
    {
        var timestamp = Now();
        var head = $"timestamp: {timestamp}\r\nsign: {RobotSign.Sign(timestamp, Account.ClientSecret.Reveal())}\r\n";
        return id => Request(url.AbsolutePath, head, Message(id));
    }

    public static string Message(string id) => $$$"""
        {"senderPlatform":"Mac","conversationId":"cid{{{id.GetHashCode(StringComparison.Ordinal) % 500}}}==","atUsers":[{"dingtalkId":"$:LWCP_v1:$bot"}],"chatbotCorpId":"dingcorp0001","chatbotUserId":"$:LWCP_v1:$bot","openThreadId":"cid==","msgId":"msg{{{id}}}","senderNick":"张三","isAdmin":false,"senderStaffId":"manager75","senderCorpId":"dingcorp0001","senderId":"$:LWCP_v1:$person","conversationType":"2","conversationTitle":"测试群","isInAtList":true,"createAt":{{{Now()}}},"sessionWebhookExpiredTime":99999999999999,"sessionWebhook":"https://oapi.dingtalk.com/robot/sendBySession?session=66d7c695a90000000000000000deb885","robotCode":"dingbench0001","msgtype":"text","text":{"content":" 帮我看一下上周的报表里有什么要注意的"}}
        """;

    private static Func<string, byte[]> Events(Uri url)
    {
        var http = Account.Http;
        var cipher = new EventCipher(http.Token!.Reveal(), http.AesKey!.Reveal(), Account.ClientId);
        return id =>
        {
            var timestamp = Now();
            var encrypt = cipher.Encrypt($$"""{"ProcessQueryKey":"key-{{id}}","UserId":"manager75","UnionId":"u","OperatTime":{{timestamp}},"RobotCode":"dingbench0001","OpenConversationId":"cid==","EventType":"robot_msg_read","EventTime":{{timestamp}},"CorpId":"dingcorp0001","BizId":"{{timestamp}}","eventId":"{{id}}"}""");
            return Request($"{url.AbsolutePath}?signature={cipher.Sign(timestamp, "nonce", encrypt)}&timestamp={timestamp}&nonce=nonce", "", $$"""{"encrypt":"{{encrypt}}"}""");
        };
    }

    private static string Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static byte[] Request(string target, string head, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return [.. Encoding.ASCII.GetBytes($"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json; charset=utf-8\r\n{head}Content-Length: {bytes.Length}\r\n\r\n"), .. bytes];
    }
}
