using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Models;

/// <summary>
/// Asks one model after the other until one begins to answer; those that failed a moment ago are passed over. Once an answer has begun, its
/// fault is thrown: the caller begins anew, and meets another model. Every update names the model that gave it.
/// </summary>
internal sealed class FallbackChatClient(IReadOnlyList<ModelStep> steps, CoolDowns rests, TimeProvider time, ILogger log) : IChatClient
{
    /// <summary>So long a person waits for a provider that named its time; after that they hear so.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>All that may be asked, in order.</summary>
    public IReadOnlyList<ModelState> States => [.. steps.Select(step => step.StateIn(rests))];

    /// <summary>Who is asked first now.</summary>
    public string Next => (States.FirstOrDefault(state => state.Rest is null) ?? States.MinBy(state => state.Rest!.Until)!).Name;

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetResponseAsync([.. messages], options, cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var history = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var (link, updates) = await BeginAsync(history, options, cancellationToken);
        await using (updates)
        {
            var more = link is not null;
            while (more)
            {
                var update = updates!.Current;
                update.ModelId = link!.Name;
                yield return update;
                try
                {
                    more = await updates.MoveNextAsync();
                }
                catch (ModelException fault)
                {
                    rests.Failed(link.Key, fault);
                    if (fault.Transient || !FaultClasses.GoesOn(fault.Fault) || !Other(link)) throw;
                    throw new ModelException(fault.Fault, fault.Provider, fault.Message, fault) { Transient = true, Status = fault.Status, Code = fault.Code, RequestId = fault.RequestId };
                }
            }
        }

        if (link is not null) rests.Answered(link.Key);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : steps[0].Links[0].Patient.GetService(serviceType, serviceKey);

    /// <summary>The connections belong to whoever made them.</summary>
    public void Dispose() { }

    /// <summary>Nobody has seen a fragment: an answer that was cut is asked of the next one too.</summary>
    private async Task<ChatResponse> GetResponseAsync(List<ChatMessage> history, ChatOptions? options, CancellationToken ct)
    {
        var (order, faults) = await OrderAsync(history, options, ct);
        foreach (var (link, last) in order)
        {
            try
            {
                var response = await (last ? link.Patient : link.Once).GetResponseAsync(history, options, ct);
                rests.Answered(link.Key);
                response.ModelId = link.Name;
                return response;
            }
            catch (ModelException fault)
            {
                Note(link, fault, last, faults);
            }
        }

        throw FaultRank.Worst(faults);
    }

    /// <summary>Stands on the first update; nothing where the answer has none.</summary>
    private async Task<(ModelLink? Link, IAsyncEnumerator<ChatResponseUpdate>? Updates)> BeginAsync(
        IReadOnlyList<ChatMessage> history, ChatOptions? options, CancellationToken ct)
    {
        var (order, faults) = await OrderAsync(history, options, ct);
        foreach (var (link, last) in order)
        {
            var updates = (last ? link.Patient : link.Once).GetStreamingResponseAsync(history, options, ct).GetAsyncEnumerator(ct);
            var started = false;
            try
            {
                started = await updates.MoveNextAsync();
                return started ? (link, updates) : (null, null);
            }
            catch (ModelException fault)
            {
                Note(link, fault, last, faults);
            }
            finally
            {
                if (!started) await updates.DisposeAsync();
            }
        }

        throw FaultRank.Worst(faults);
    }

    private void Note(ModelLink link, ModelException fault, bool last, List<ModelException> faults)
    {
        faults.Add(fault);
        var rest = rests.Failed(link.Key, fault);
        if (!FaultClasses.GoesOn(fault.Fault)) throw fault;
        if (!last) log.NextModel(link.Name, FaultClasses.Of(fault.Fault).ToWire(), rest is null ? 0 : (long)(rest.Until - time.GetUtcNow()).TotalSeconds);
    }

    /// <summary>
    /// Who is asked, in order: first those that do not rest, then those that may have recovered; when all rest, the one that is ready soonest. A talk is cut to the
    /// window of the first model: a later one that it does not fit is passed over, and where nobody else can answer, the talk is too long.
    /// </summary>
    private async ValueTask<(IReadOnlyList<(ModelLink Link, bool Last)> Order, List<ModelException> Faults)> OrderAsync(IReadOnlyList<ChatMessage> history, ChatOptions? options, CancellationToken ct)
    {
        var need = steps.Count == 1 ? 0 : TokenGuess.Of(history, options);
        var all = steps.SelectMany((step, at) => step.InTurn().Select(link => (Link: link, CoolDown: rests.Of(link.Key), Room: at == 0 ? int.MaxValue : step.Room))).ToList();
        var order = all.Where(one => one.CoolDown is null).Concat(all.Where(one => one.CoolDown is { Asked: false, Class: FaultClass.Network or FaultClass.RateLimit })).ToList();
        if (order.Count == 0) order.Add(all.MinBy(one => one.CoolDown!.Until));
        var faults = new List<ModelException>();
        foreach (var (link, _, room) in order.Where(one => one.Room < need))
        {
            log.TooSmall(link.Name, need, room);
            faults.Add(new ModelException(ModelFault.ContextTooLong, link.Name.Split('/')[0], $"Model {link.Name} takes about {room} tokens with room for an answer, and this talk has about {need}.") { Transient = false });
        }

        order.RemoveAll(one => one.Room < need);
        if (order.Count == 0) throw FaultRank.Worst(faults);
        if (order[0].CoolDown is { Asked: true } rest) await WaitAsync(order[0].Link, rest, ct);
        return ([.. order.Select((one, at) => (one.Link, at == order.Count - 1))], faults);
    }

    private async Task WaitAsync(ModelLink link, CoolDown rest, CancellationToken ct)
    {
        var wait = rest.Until - time.GetUtcNow();
        if (wait > LongestWait)
            throw new ModelException(rest.Fault, link.Name.Split('/')[0], $"Model {link.Name} rests for another {wait.TotalSeconds:0} s, as its provider asked: see models.fallbacks for another one to ask meanwhile.")
            {
                Transient = false,
            };
        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, ct);
    }

    private bool Other(ModelLink failed) => steps.Any(step => step.Links.Any(link => link.Key != failed.Key && rests.Of(link.Key) is null));
}
