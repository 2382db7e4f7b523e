using System.Net.Http.Headers;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Models.Wire;
using Dinghy.Gateway.Storage;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Models;

/// <summary>One request and its answer, from sending to the last update. Every ending passes through here and is logged once.</summary>
internal sealed class ModelCall(HttpClient http, ModelEndpoint endpoint, TimeProvider time, ILogger log, CancellationToken ct) : IAsyncDisposable
{
    private readonly FaultFactory _faults = new(endpoint, time);
    private readonly CallDeadline _deadline = new(time, ModelLimits.Call, ct);
    private readonly long _start = time.GetTimestamp();
    private readonly IWireForm _form = WireForms.Of(endpoint.Form);
    private HttpResponseMessage? _response;
    private IAsyncEnumerator<WireEvent>? _events;
    private IWireAnswer? _answer;
    private bool _ended;

    private string Name => $"{endpoint.Provider}/{endpoint.Model}";

    private long Milliseconds => (long)time.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>The next piece; null after the last. The first call sends the request.</summary>
    public async ValueTask<ChatResponseUpdate?> NextAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        if (_ended) return null;
        _deadline.Arm(_answer is { Finished: true } ? ModelLimits.Tail : endpoint.Timeout);
        try
        {
            if (_events is null) await OpenAsync(_form.Write(messages, options, endpoint, _faults));
            return await ReadAsync(_events!, _answer!);
        }
        catch (Exception error)
        {
            ct.ThrowIfCancellationRequested();

            // The text is whole; a host that then hangs, breaks or babbles takes nothing from it.
            if (_answer is { Finished: true } whole && error is not ModelException) return End(whole);
            if (Translate(error) is not { } fault) throw;
            log.Failed(fault.Message, fault.Fault, Milliseconds, fault.RequestId);
            RunRecorder.Current?.Attempted(new RunAttempt(Name, Milliseconds, RunRecorder.Wire(fault.Fault)) { Status = fault.Status, Request = fault.RequestId });
            if (ReferenceEquals(fault, error)) throw;
            throw fault;
        }
        finally
        {
            _deadline.Disarm();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_events is not null) await _events.DisposeAsync();
        _response?.Dispose();
        _deadline.Dispose();
    }

    private async Task OpenAsync(byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        _form.Sign(request, endpoint);
        foreach (var (name, value) in endpoint.Headers)
        {
            // An operator's header stands before ours.
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value.Reveal());
        }

        _response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _deadline.Token);
        _faults.Remember(_response.Headers);
        var stream = await _response.Content.ReadAsStreamAsync(ct);
        if (!_response.IsSuccessStatusCode) throw await RefusedAsync(_response, stream);

        _answer = _form.NewAnswer(endpoint, _faults);
        _events = (await OpenAsync(stream, _response.Content.Headers.ContentType?.MediaType)).GetAsyncEnumerator(_deadline.Token);
    }

    /// <summary>What a host calls its body is believed only where the first byte agrees.</summary>
    private async Task<IAsyncEnumerable<WireEvent>> OpenAsync(Stream stream, string? type)
    {
        if (type is "text/html" or "application/xhtml+xml") throw _faults.Make(ModelFault.BadResponse, "a web page");
        if (type is "application/json") return WireEvents.WholeAsync(stream, _faults, _deadline.Token);
        var body = new PeekedStream(stream);
        return await body.FirstAsync(_deadline.Token) switch
        {
            (byte)'{' or (byte)'[' => WireEvents.WholeAsync(body, _faults, _deadline.Token),
            (byte)'<' => throw _faults.Make(ModelFault.BadResponse, "a web page"),
            _ => WireEvents.StreamedAsync(body, _faults, _deadline.Token),
        };
    }

    private async ValueTask<ChatResponseUpdate> ReadAsync(IAsyncEnumerator<WireEvent> events, IWireAnswer answer)
    {
        while (await events.MoveNextAsync())
        {
            var calls = answer.CallChars;
            var update = answer.Read(events.Current);
            if (update is not null) return update;
            if (answer.Done) return End(answer);
            if (answer.Finished) _deadline.Arm(ModelLimits.Tail);
            else if (answer.CallChars > calls) _deadline.Arm(endpoint.Timeout);
        }

        return answer.Finished || answer.Done ? End(answer) : throw _faults.Make(ModelFault.Cut, "no end mark");
    }

    private ChatResponseUpdate End(IWireAnswer answer)
    {
        _ended = true;
        var last = answer.End();
        RunRecorder.Current?.Attempted(new RunAttempt(Name, Milliseconds, Fault: null));
        log.Answered(endpoint.Provider, endpoint.Model, answer.Bytes, answer.InputTokens, answer.OutputTokens, Milliseconds, answer.Finish);
        return last;
    }

    /// <summary>A body that does not come, or breaks, leaves the status to speak.</summary>
    private async Task<ModelException> RefusedAsync(HttpResponseMessage response, Stream stream)
    {
        OpenAiError? error = null;
        try
        {
            var (body, _) = await WireEvents.ReadAsync(stream, ModelLimits.ErrorBody, _deadline.Token);
            error = FaultFactory.ReadError(body);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or OperationCanceledException)
        {
            ct.ThrowIfCancellationRequested();
        }

        LogSensitive(error?.Message);
        return _faults.Refused((int)response.StatusCode, error, _faults.RetryAfter(response.Headers));
    }

    /// <summary>Some hosts quote the key they refuse: even at Trace it is not ours to print.</summary>
    private void LogSensitive(string? text)
    {
        if (text is null || !log.IsEnabled(LogLevel.Trace)) return;
        log.RefusedSensitive(endpoint.Provider, endpoint.Key is { } key ? text.Replace(key.Reveal(), key.ToString(), StringComparison.Ordinal) : text);
    }

    private ModelException? Translate(Exception error) => error switch
    {
        ModelException already => already,
        _ when _deadline.Expired => _faults.Make(ModelFault.Timeout, Milliseconds >= ModelLimits.Call.TotalMilliseconds ? "the whole call took too long" : null),
        _ => _faults.Broken(error, _response is not null),
    };
}
