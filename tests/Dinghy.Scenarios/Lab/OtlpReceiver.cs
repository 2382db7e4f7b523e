using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Dinghy.Scenarios.Lab;

/// <summary>What a collector hears by OTLP, over HTTP or gRPC, read by the field numbers of OpenTelemetry's own .proto files.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();
    private readonly ConcurrentDictionary<string, string> _metrics = new(StringComparer.Ordinal);
    private TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OtlpReceiver(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public IReadOnlyList<OtlpSpan> Spans => [.. _spans];

    /// <summary>Names, and what each says it is.</summary>
    public IReadOnlyDictionary<string, string> Metrics => _metrics;

    public string Resource { get; private set; } = "";

    /// <param name="protocol">As <c>OTEL_EXPORTER_OTLP_PROTOCOL</c> names it: of gRPC it needs HTTP/2 without TLS.</param>
    public static async Task<OtlpReceiver> StartAsync(string protocol = "http/protobuf")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocol == "grpc" ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.MapPost("/v1/traces", (HttpRequest request) => receiver.TakeAsync(request, receiver.Traces));
        app.MapPost("/v1/metrics", (HttpRequest request) => receiver.TakeAsync(request, receiver.Measures));
        app.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", (HttpContext http) => receiver.TakeCallAsync(http, receiver.Traces));
        app.MapPost("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", (HttpContext http) => receiver.TakeCallAsync(http, receiver.Measures));
        await app.StartAsync();
        return receiver;
    }

    public async Task WaitAsync(Func<OtlpReceiver, bool> until, string what, Func<string> report)
    {
        while (true)
        {
            var heard = Volatile.Read(ref _heard);
            if (until(this)) return;
            await Guard.ForAsync(heard.Task, what, report);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request, Action<byte[]> read)
    {
        Hear(await BodyAsync(request), read);
        return Results.Bytes([], "application/x-protobuf");
    }

    /// <summary>One message, behind a flag and its length; the answer is an empty one, and its status comes behind it.</summary>
    private async Task TakeCallAsync(HttpContext http, Action<byte[]> read)
    {
        var body = await BodyAsync(http.Request);
        http.Response.ContentType = "application/grpc";
        http.Response.DeclareTrailer("grpc-status");
        Hear(body[5..], read);
        await http.Response.Body.WriteAsync(new byte[5]);
        http.Response.AppendTrailer("grpc-status", "0");
    }

    private static async Task<byte[]> BodyAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    private void Hear(byte[] message, Action<byte[]> read)
    {
        read(message);
        Interlocked.Exchange(ref _heard, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    private void Traces(byte[] body)
    {
        foreach (var resource in Proto.Read(body).Where(field => field.Number == 1).Select(field => Proto.Read(field.Bytes)))
        {
            Name(resource);
            foreach (var scope in resource.Where(field => field.Number == 2))
                foreach (var span in Proto.Read(scope.Bytes).Where(field => field.Number == 2)) _spans.Enqueue(OtlpSpan.Read(Proto.Read(span.Bytes)));
        }
    }

    private void Measures(byte[] body)
    {
        foreach (var resource in Proto.Read(body).Where(field => field.Number == 1).Select(field => Proto.Read(field.Bytes)))
            foreach (var scope in resource.Where(field => field.Number == 2))
                foreach (var metric in Proto.Read(scope.Bytes).Where(field => field.Number == 2).Select(field => Proto.Read(field.Bytes)))
                    _metrics[Proto.Text(metric, 1)] = Proto.Text(metric, 2);
    }

    private void Name(IReadOnlyList<ProtoField> resource) => Resource = string.Join(' ', OtlpSpan.Attributes(Proto.Read(resource.First(field => field.Number == 1).Bytes), 1).Select(pair => $"{pair.Key}={pair.Value}"));
}

internal sealed record OtlpSpan(string TraceId, string Id, string Parent, string Name, ulong Start, ulong End, IReadOnlyDictionary<string, string> Tags)
{
    public static OtlpSpan Read(IReadOnlyList<ProtoField> span) => new(
        Hex(span, 1), Hex(span, 2), Hex(span, 4), Proto.Text(span, 5), span.First(field => field.Number == 7).Value, span.First(field => field.Number == 8).Value, Attributes(span, 9));

    public static Dictionary<string, string> Attributes(IReadOnlyList<ProtoField> of, int number) => of.Where(field => field.Number == number).Select(field => Proto.Read(field.Bytes))
        .ToDictionary(pair => Proto.Text(pair, 1), pair => Proto.Read(pair.First(field => field.Number == 2).Bytes) is [var value, ..] ? value.Number == 1 ? Encoding.UTF8.GetString(value.Bytes) : $"{value.Value}" : "", StringComparer.Ordinal);

    private static string Hex(IReadOnlyList<ProtoField> of, int number) => Convert.ToHexStringLower(of.FirstOrDefault(field => field.Number == number)?.Bytes ?? []);
}

internal sealed record ProtoField(int Number, byte[] Bytes, ulong Value);

internal static class Proto
{
    public static string Text(IReadOnlyList<ProtoField> of, int number) => Encoding.UTF8.GetString(of.FirstOrDefault(field => field.Number == number)?.Bytes ?? []);

    public static IReadOnlyList<ProtoField> Read(byte[] message)
    {
        var fields = new List<ProtoField>();
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            var number = (int)(key >> 3);
            switch (key & 7)
            {
                case 0: fields.Add(new(number, [], Varint(message, ref at))); break;
                case 1: fields.Add(new(number, [], BinaryPrimitives.ReadUInt64LittleEndian(message.AsSpan(at)))); at += 8; break;
                case 2: var length = (int)Varint(message, ref at); fields.Add(new(number, message[at..(at + length)], 0)); at += length; break;
                case 5: fields.Add(new(number, [], BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(at)))); at += 4; break;
                default: throw new InvalidDataException($"Wire type {key & 7}.");
            }
        }

        return fields;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }
}
