using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Doctor;

/// <summary>The model, by one short question.</summary>
internal static class ModelChecks
{
    private static readonly HashSet<ModelFault> s_others = [ModelFault.Credentials, ModelFault.UnknownModel, ModelFault.Quota];

    public static IReadOnlyList<Check<ModelVisit>> All { get; } =
    [
        new("model.chosen", new("配置了模型", "a model is configured"), Chosen),
        Call("model.reach", new("模型的地址有应答", "the model's address answers"),
            new("连不上模型，或它没有正常应答", "the model can not be reached, or does not answer as a model"),
            new("检查网络、代理和 models.providers 里的 base_url", "check the network, the proxy and base_url in models.providers"),
            fault => !s_others.Contains(fault), otherwise: Finding.Ok()),
        Call("model.key", new("模型接受 API key", "the model accepts the API key"),
            new("模型拒绝了 API key", "the model refused the API key"),
            new("核对 models.providers 里的 api_key，或该厂商的环境变量", "compare api_key in models.providers, or the provider's variable"),
            fault => fault == ModelFault.Credentials),
        Call("model.name", new("有这个模型", "the model exists"),
            new("厂商没有这个模型，或者地址的路径不对", "the provider has no such model, or the path of the address is wrong"),
            new("核对 models.default 和 base_url", "compare models.default and base_url"),
            fault => fault == ModelFault.UnknownModel),
        Call("model.balance", new("模型账户有余额", "the model's account has a balance"),
            new("模型账户没有余额或额度", "the model's account has no balance or allowance left"),
            new("充值，或换一个模型", "top up, or choose another model"),
            fault => fault == ModelFault.Quota),
        new("model.fallbacks", new("备用模型能用", "the models in reserve can be used"), Fallbacks),
    ];

    private static Finding Fallbacks(ModelVisit model)
    {
        if (model.Choice is not ModelReady ready) return Finding.Skip(model.Choice is null ? Skips.NoConfig : new("没有可用的模型", "no model is usable"));
        if (ready.Notes.Count > 0)
            return Finding.Warn(
                new("有模型名过时或备用模型用不了", "a model's name is outdated, or a model in reserve can not be used"),
                new("按下面的说明改 models.default 和 models.fallbacks", "change models.default and models.fallbacks as said below"), string.Join(' ', ready.Notes));
        if (model.Fallbacks.Count == 0) return Finding.Ok(new Words("没有配置", "none are configured"));
        if (!model.Asked) return Finding.Skip(Skips.Offline);
        return model.Fallbacks.Where(one => one.Fault is not null).ToList() is { Count: > 0 } broken
            ? Finding.Warn(
                new("有备用模型答不了", "a model in reserve can not answer"), new("核对它的密钥、名称和余额", "check its key, its name and its balance"),
                string.Join(' ', broken.Select(one => Told(one.Fault!))))
            : Finding.Ok(string.Join(", ", model.Fallbacks.Select(one => one.Name)));
    }

    private static Finding Chosen(ModelVisit model) => model.Choice switch
    {
        null => Finding.Skip(Skips.NoConfig),
        ModelUnusable unusable => Finding.Fail(
            new("没有可用的模型：网关会启动，但回答不了问题", "no model is usable: the gateway starts and can not answer"), new("按下面的说明配置模型", "configure one as said below"), $"{unusable.Code}: {unusable.Sentence}"),
        ModelReady when model.Others is { Count: > 0 } others => Finding.Fail(
            new("有的智能体没有可用的模型，由它们回答的人得不到回答", "some agents have no usable model: whom they answer gets no answer"), new("按下面的说明给它们配置模型", "configure theirs as said below"),
            string.Join("; ", others.Select(one => $"{one.Agent}: {one.Why.Code}: {one.Why.Sentence}"))),
        ModelReady ready => Finding.Ok($"{ready.Name} ({ready.Reason})"),
        _ => throw new InvalidOperationException("A choice of model has no case here."),
    };

    private static Check<ModelVisit> Call(string id, Words proves, Words cause, Words next, Func<ModelFault, bool> mine, Finding? otherwise = null) => new(id, proves, model => model switch
    {
        { Choice: null } => Finding.Skip(Skips.NoConfig),
        { Choice: ModelUnusable } => Finding.Skip(new("没有可用的模型", "no model is usable")),
        { Asked: false } => Finding.Skip(Skips.Offline),
        { Fault: { } fault } => mine(fault.Fault) ? Finding.Fail(cause, next, Told(fault)) : otherwise ?? Finding.Skip(new("模型没有回答，见它的其他检查", "the model did not answer; see its other checks")),
        _ => Finding.Ok($"{model.Took.TotalMilliseconds:0} ms"),
    });

    private static string Told(ModelException fault) => fault.RequestId is { } id ? $"{fault.Message} (request {id})" : fault.Message;
}
