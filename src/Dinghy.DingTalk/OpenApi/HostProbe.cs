namespace Dinghy.DingTalk.OpenApi;

/// <summary>Whether a host can be reached at all, on the way that calls take.</summary>
public static class HostProbe
{
    /// <summary>Knocks without a token. Any answer will do.</summary>
    /// <param name="http">With the proxy that calls go through.</param>
    /// <param name="door">http or https.</param>
    /// <param name="patience">The deadline of the whole knock.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="DingTalkApiException">None came: Timeout or Network.</exception>
    public static async Task ReachAsync(HttpClient http, Uri door, TimeSpan patience, TimeProvider time, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            using var answer = await http.GetAsync(door, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw NetworkFaults.Timeout(door, patience, certain: true, e);
        }
        catch (HttpRequestException e)
        {
            throw NetworkFaults.Broken(door, certain: true, e);
        }
    }
}
