using System.Text;

namespace Dinghy.Gateway.Models;

/// <summary>What an operator reads: what happened, where, and what to check. Made of our own words and names from the configuration.</summary>
internal static class FaultSentence
{
    public static string Of(ModelFault fault, ModelEndpoint endpoint, int? status = null, string? code = null, string? detail = null)
    {
        var what = fault switch
        {
            ModelFault.Unreachable => $"can not be reached at {endpoint.Address.Authority}",
            ModelFault.Timeout => $"sent no token for {endpoint.Timeout.TotalSeconds:0.#} s",
            ModelFault.Credentials => "refused the key",
            ModelFault.Quota => "says the account has no balance or allowance left",
            ModelFault.RateLimited => "says there are too many requests",
            ModelFault.Filtered => "stopped the answer by its content inspection",
            ModelFault.ContextTooLong => "says the conversation is too long for this model",
            ModelFault.BadRequest => "did not accept the request",
            ModelFault.NoTools => "takes no tools",
            ModelFault.UnknownModel => $"knows no such model or path at {endpoint.Address.Authority}{endpoint.Address.AbsolutePath}",
            ModelFault.ServerError => "failed on its side",
            ModelFault.BadResponse => "sent something that is not an answer",
            _ => "ended its answer before the end",
        };

        var text = new StringBuilder($"Model {endpoint.Provider}/{endpoint.Model} {what}");
        if (status is { } number) text.Append($", HTTP {number}");
        if (code is not null) text.Append($", code {code}");
        if (detail is not null) text.Append($" ({detail})");
        return text.Append(Remedy(fault, endpoint.Provider)).Append('.').ToString();
    }

    private static string Remedy(ModelFault fault, string provider) => fault switch
    {
        ModelFault.Unreachable => $": check the network, the proxy and models.providers.{provider}.base_url",
        ModelFault.Timeout => ": models.timeout_seconds sets how long is waited",
        ModelFault.Credentials => $": check models.providers.{provider}.api_key and what that key may use",
        ModelFault.Quota => ": top up the account or choose another model",
        ModelFault.UnknownModel => $": check the model's name and models.providers.{provider}.base_url",
        ModelFault.ContextTooLong => ": a new session or a model with a larger window helps",
        _ => "",
    };
}
