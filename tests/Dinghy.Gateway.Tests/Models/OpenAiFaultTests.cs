using System.Net;
using System.Net.Sockets;
using System.Text;
using Dinghy.Gateway.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using static Dinghy.Testing.ModelBehaviour;

namespace Dinghy.Gateway.Tests.Models;

public sealed class OpenAiFaultTests
{
    /// <summary>Bodies as the providers send them; the fault is what the operator and the person need to hear.</summary>
    [Theory]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided: sk-very-secret-0001","type":"invalid_request_error","code":"invalid_api_key"}}""", nameof(ModelFault.Credentials), "invalid_api_key")]
    [InlineData(401, "\"Invalid token\"", nameof(ModelFault.Credentials), null)]
    [InlineData(403, "", nameof(ModelFault.Credentials), null)]
    [InlineData(403, """{"code":30001,"message":"account balance is insufficient","data":null}""", nameof(ModelFault.Quota), "30001")]
    [InlineData(402, """{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}""", nameof(ModelFault.Quota), "invalid_request_error")]
    [InlineData(429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}""", nameof(ModelFault.Quota), "insufficient_quota")]
    [InlineData(429, """{"error":{"code":"1113","message":"您的账户已欠费"}}""", nameof(ModelFault.Quota), "1113")]
    [InlineData(400, """{"error":{"code":"Arrearage","message":"Access denied"},"request_id":"r"}""", nameof(ModelFault.Quota), "Arrearage")]
    [InlineData(429, """{"error":{"code":"1302","message":"您的账户已达到速率限制"}}""", nameof(ModelFault.RateLimited), "1302")]
    [InlineData(403, """{"code":"Throttling.RateQuota","message":"Requests rate limit exceeded"}""", nameof(ModelFault.RateLimited), "Throttling.RateQuota")]
    [InlineData(429, "", nameof(ModelFault.RateLimited), null)]
    [InlineData(400, """{"error":{"code":"data_inspection_failed","message":"Input data may contain inappropriate content."}}""", nameof(ModelFault.Filtered), "data_inspection_failed")]
    [InlineData(400, """{"error":{"code":"1301","message":"系统检测到输入或生成内容可能包含不安全或敏感内容"},"contentFilter":[{"level":0}]}""", nameof(ModelFault.Filtered), "1301")]
    [InlineData(400, """{"error":{"message":"The request was rejected","type":"content_filter"}}""", nameof(ModelFault.Filtered), "content_filter")]
    [InlineData(400, """{"error":{"message":"This model's maximum context length is 8192 tokens","type":"invalid_request_error","code":"context_length_exceeded"}}""", nameof(ModelFault.ContextTooLong), "context_length_exceeded")]
    [InlineData(400, """{"error":{"message":"Invalid request: Your request exceeded model token limit: 8192","type":"invalid_request_error"}}""", nameof(ModelFault.ContextTooLong), "invalid_request_error")]
    [InlineData(400, """{"error":{"code":"invalid_parameter_error","message":"Range of input length should be [1, 30720]"}}""", nameof(ModelFault.ContextTooLong), "invalid_parameter_error")]
    [InlineData(413, "<html>too large</html>", nameof(ModelFault.ContextTooLong), null)]
    [InlineData(400, """{"error":{"message":"Model Not Exist","type":"invalid_request_error","code":"invalid_request_error"}}""", nameof(ModelFault.UnknownModel), "invalid_request_error")]
    [InlineData(404, """{"error":{"message":"The model `x` does not exist","code":"model_not_found"}}""", nameof(ModelFault.UnknownModel), "model_not_found")]
    [InlineData(404, "<html>nginx</html>", nameof(ModelFault.UnknownModel), null)]
    [InlineData(503, """{"error":{"message":"no available channel for model x","type":"new_api_error","code":"model_not_found"}}""", nameof(ModelFault.UnknownModel), "model_not_found")]
    [InlineData(503, """{"error":{"message":"No available channel for model x under group default","type":"new_api_error"}}""", nameof(ModelFault.UnknownModel), "new_api_error")]
    [InlineData(400, """{"object":"error","message":"bad temperature","type":"BadRequestError","param":null,"code":400}""", nameof(ModelFault.BadRequest), "400")]
    [InlineData(422, """{"detail":[{"loc":["body"],"msg":"field required"}]}""", nameof(ModelFault.BadRequest), null)]
    [InlineData(302, "", nameof(ModelFault.BadRequest), null)]
    [InlineData(400, """{"error":{"message":"registry.ollama.ai/library/x does not support tools","type":"api_error_"}}""", nameof(ModelFault.NoTools), "api_error_")]
    [InlineData(400, """{"object":"error","message":"\"auto\" tool choice requires --enable-auto-tool-choice","code":400}""", nameof(ModelFault.NoTools), "400")]
    [InlineData(404, """{"error":{"message":"No endpoints found that support tool use","code":404}}""", nameof(ModelFault.NoTools), "404")]
    [InlineData(401, """{"error":{"message":"no tools for this key"}}""", nameof(ModelFault.Credentials), null)]
    [InlineData(500, """{"error":{"message":"context length of the log exceeded","code":null}}""", nameof(ModelFault.ServerError), null)]
    [InlineData(502, "<html>Bad gateway</html>", nameof(ModelFault.ServerError), null)]
    [InlineData(503, "[1,2", nameof(ModelFault.ServerError), null)]
    [InlineData(529, "null", nameof(ModelFault.ServerError), null)]
    public async Task A_refusal_is_told_apart_by_code_words_and_status(int status, string body, string expected, string? code)
    {
        await using var lab = await ModelHarness.StartAsync(Status(status, body, headers: ("x-request-id", "req-77")));
        var fault = await lab.FaultAsync();
        (fault.Fault.ToString(), fault.Status, fault.Code, fault.RequestId).ShouldBe((expected, status, code, "req-77"));
        fault.Message.ShouldContain("lab/model-1");
        fault.Message.ShouldContain($"HTTP {status}");
    }

    [Fact]
    public async Task What_the_provider_said_is_logged_at_trace_only()
    {
        await using var lab = await ModelHarness.StartAsync(Status(400, """{"error":{"message":"I quote: a private question"}}"""));
        var fault = await lab.FaultAsync();
        fault.Message.ShouldNotContain("quote");
        lab.Log.Lines.ShouldContain(l => l.Level == LogLevel.Trace && l.Text.Contains("I quote"));
    }

    [Fact]
    public async Task Codes_and_request_ids_that_could_be_anything_are_dropped()
    {
        await using var lab = await ModelHarness.StartAsync(Status(400, """{"error":{"message":"m","code":"a private question"}}""", headers: ("x-request-id", "what is this")));
        var fault = await lab.FaultAsync();
        (fault.Code, fault.RequestId).ShouldBe((null, null));
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("Fri, 20 Nov 2026 08:00:09 GMT", 9)]
    [InlineData("Fri, 20 Nov 2026 07:00:00 GMT", 0)]
    [InlineData("soon", null)]
    public async Task Retry_after_is_read_in_both_forms(string header, int? seconds)
    {
        await using var lab = await ModelHarness.StartAsync(Status(429, headers: ("Retry-After", header)));
        (await lab.FaultAsync()).RetryAfter.ShouldBe(seconds is { } s ? TimeSpan.FromSeconds(s) : null);
    }

    [Theory]
    [InlineData("""data: {"error":{"message":"boom","code":502}}""", nameof(ModelFault.ServerError))]
    [InlineData("""data: {"error":{"message":"slow down","code":429},"choices":[{"delta":{"content":""},"finish_reason":"error"}]}""", nameof(ModelFault.RateLimited))]
    [InlineData("""data: {"error":"something broke"}""", nameof(ModelFault.ServerError))]
    [InlineData("""data: {"error":[1]}""", nameof(ModelFault.ServerError))]
    [InlineData("""data: {"code":"InvalidApiKey","message":"Invalid API-key provided.","request_id":"r-1"}""", nameof(ModelFault.Credentials))]
    [InlineData("event: error\ndata: {\"code\":\"DataInspectionFailed\",\"message\":\"Output data may contain inappropriate content.\"}", nameof(ModelFault.Filtered))]
    [InlineData("event: error\ndata: overloaded", nameof(ModelFault.ServerError))]
    [InlineData("""data: {"choices":[{"delta":{},"finish_reason":"content_filter"}]}""", nameof(ModelFault.Filtered))]
    [InlineData("""data: {"choices":[{"delta":{},"finish_reason":"sensitive"}]}""", nameof(ModelFault.Filtered))]
    [InlineData("""data: {"choices":[{"delta":{},"finish_reason":"network_error"}]}""", nameof(ModelFault.ServerError))]
    [InlineData("""data: {"choices":[{"delta":{},"finish_reason":"insufficient_system_resource"}]}""", nameof(ModelFault.ServerError))]
    [InlineData("""data: {"choices":[{"delta":{},"finish_reason":"model_context_window_exceeded"}]}""", nameof(ModelFault.ContextTooLong))]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"half", nameof(ModelFault.Cut))]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"half\n\n", nameof(ModelFault.BadResponse))]
    [InlineData("data: {\"choices\":{\"a\":1}}", nameof(ModelFault.BadResponse))]
    [InlineData("data: []", nameof(ModelFault.BadResponse))]
    [InlineData("data: null", nameof(ModelFault.BadResponse))]
    [InlineData("data: hello", nameof(ModelFault.BadResponse))]
    public async Task An_error_inside_a_stream_is_a_fault_even_after_text(string lastEvent, string expected)
    {
        await using var lab = await ModelHarness.StartAsync(Stream(Event("half an answer") + lastEvent + (expected == nameof(ModelFault.Cut) ? "" : "\n\n")));
        (await lab.FaultAsync()).Fault.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("""{"error":{"message":"no","code":"invalid_api_key"}}""", "application/json", nameof(ModelFault.Credentials))]
    [InlineData("""{"code":20012,"message":"Model does not exist"}""", "application/json", nameof(ModelFault.UnknownModel))]
    [InlineData("""{"status":"ok"}""", "application/json", nameof(ModelFault.BadResponse))]
    [InlineData("""{"choices":[]}""", "application/json", nameof(ModelFault.BadResponse))]
    [InlineData("{", "application/json", nameof(ModelFault.BadResponse))]
    [InlineData("", "application/json", nameof(ModelFault.BadResponse))]
    [InlineData("<html></html>", "text/html", nameof(ModelFault.BadResponse))]
    [InlineData("<html>\n\n</html>\n\n", "text/event-stream", nameof(ModelFault.BadResponse))]
    [InlineData("", "text/event-stream", nameof(ModelFault.BadResponse))]
    public async Task Status_200_with_something_else_is_a_fault(string body, string contentType, string expected)
    {
        await using var lab = await ModelHarness.StartAsync(Status(200, body, contentType));
        (await lab.FaultAsync()).Fault.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_that_just_ends_is_cut_not_an_answer(bool abort)
    {
        await using var lab = await ModelHarness.StartAsync(Cut("half an answer", abort));
        var fault = await lab.FaultAsync();
        fault.Fault.ShouldBe(ModelFault.Cut);
        fault.Transient.ShouldBeTrue();
    }

    [Fact]
    public async Task A_connection_dropped_before_any_answer_is_cut()
    {
        await using var lab = await ModelHarness.StartAsync(Drop());
        (await lab.FaultAsync()).Fault.ShouldBe(ModelFault.Cut);
    }

    [Fact]
    public async Task A_closed_port_and_an_unknown_name_are_unreachable()
    {
        await using var lab = await ModelHarness.StartAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();

        foreach (var address in new[] { $"http://127.0.0.1:{port}/v1", "http://no-such-host.invalid/v1" })
        {
            var fault = await Should.ThrowAsync<ModelException>(() => lab.Client(lab.Endpoint(new Uri(address))).AskAsync("q"));
            fault.Fault.ShouldBe(ModelFault.Unreachable);
            fault.Message.ShouldContain("models.providers.lab.base_url");
        }
    }

    [Fact]
    public async Task A_server_that_does_not_speak_http_is_a_bad_response()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var served = Task.Run(async () =>
        {
            using var socket = await listener.AcceptSocketAsync();
            await socket.SendAsync(Encoding.ASCII.GetBytes("SSH-2.0-OpenSSH_9.9\r\n\r\n"));
            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(new byte[1024]) > 0) { }
        });
        await using var lab = await ModelHarness.StartAsync();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1");
        (await Should.ThrowAsync<ModelException>(() => lab.Client(lab.Endpoint(address)).AskAsync("q"))).Fault.ShouldBe(ModelFault.BadResponse);
        await served.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task An_event_without_end_is_refused_at_its_bound_and_not_asked_for_again()
    {
        await using var lab = await ModelHarness.StartAsync(Stream("data: " + new string('x', ModelLimits.Event + 1)));
        var fault = await lab.FaultAsync();
        (fault.Fault, fault.Transient).ShouldBe((ModelFault.BadResponse, false));
        fault.Message.ShouldContain("1024 KiB");
    }

    [Fact]
    public async Task A_large_event_below_the_bound_is_read()
    {
        var text = new string('长', 300_000);
        await using var lab = await ModelHarness.StartAsync(Stream(
            $"data: {{\"choices\":[{{\"delta\":{{\"content\":\"{text}\"}}}}]}}\n\n" + End()));
        (await lab.Client().AskAsync("q")).Text.ShouldBe(text);
    }

    [Fact]
    public async Task An_answer_without_end_is_refused_at_its_bound()
    {
        var chunk = new string('x', 512 * 1024);
        await using var lab = await ModelHarness.StartAsync(Stream(string.Concat(Enumerable.Repeat(Event(chunk), 9)) + End()));
        var fault = await lab.FaultAsync();
        (fault.Fault, fault.Transient).ShouldBe((ModelFault.BadResponse, false));
        fault.Message.ShouldContain("4 MiB");
    }

    [Fact]
    public async Task A_json_body_without_end_is_refused_at_its_bound()
    {
        await using var lab = await ModelHarness.StartAsync(Status(200, "{\"x\":\"" + new string('x', ModelLimits.WholeBody + 1)));
        (await lab.FaultAsync()).Message.ShouldContain("8 MiB");
    }

    [Fact]
    public async Task Of_a_huge_error_body_only_the_start_is_read()
    {
        // Whole, this body says "no balance"; cut at 64 KiB it is no JSON, and the status speaks.
        var body = $$$"""{"pad":"{{{new string('x', ModelLimits.ErrorBody)}}}","error":{"code":"insufficient_quota"}}""";
        await using var lab = await ModelHarness.StartAsync(Status(500, body));
        (await lab.FaultAsync()).Fault.ShouldBe(ModelFault.ServerError);
    }

    [Fact]
    public async Task What_this_client_can_not_carry_is_refused_before_anything_is_sent()
    {
        await using var lab = await ModelHarness.StartAsync();
        var sound = new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 1 }, "audio/wav")]);
        var picture = new ChatMessage(ChatRole.Assistant, [new DataContent(new byte[] { 1 }, "image/png")]);
        var call = new ChatMessage(ChatRole.User, [new FunctionCallContent("1", "tool")]);
        ChatMessage[][] conversations = [[sound], [picture], [call], [], [new(ChatRole.System, "s")], [new(ChatRole.User, "")]];
        foreach (var messages in conversations)
            (await Should.ThrowAsync<ModelException>(() => lab.Client().GetResponseAsync(messages))).Fault.ShouldBe(ModelFault.BadRequest);
        (await Should.ThrowAsync<ModelException>(() => lab.Client().GetResponseAsync([new(ChatRole.User, "q")], new ChatOptions { Tools = [new HostedWebSearchTool()] })))
            .Fault.ShouldBe(ModelFault.BadRequest);
        lab.Server.Requests.ShouldBeEmpty();
    }
}
