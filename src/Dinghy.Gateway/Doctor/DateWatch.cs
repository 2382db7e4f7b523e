namespace Dinghy.Gateway.Doctor;

/// <summary>Compares our clock with the <c>Date</c> of the last answer.</summary>
internal sealed class DateWatch(HttpMessageHandler inner, TimeProvider time) : DelegatingHandler(inner)
{
    /// <summary>Their clock minus ours, to a second; null: no answer told.</summary>
    public TimeSpan? Ahead { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.Headers.Date is { } date) Ahead = date - (asked + ((time.GetUtcNow() - asked) / 2));
        return answer;
    }
}
