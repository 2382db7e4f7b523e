using System.Globalization;
using Dinghy.Admin;
using Dinghy.Gateway.Doctor;
using Dinghy.Gateway.Setup;

namespace Dinghy.Cli.Setup;

/// <summary>The model: which provider, its key, its name, the live check, the save.</summary>
internal sealed class ModelStep(Wizard wizard, Dialog dialog)
{
    private const int MostShown = 9;

    private static readonly Words s_own = new("自己的地址（任何兼容 OpenAI 的接口）", "an address of your own (any OpenAI-compatible endpoint)");
    private static readonly Words s_demo = new("先用离线演示模型（不需要密钥）", "the offline demo model for now (needs no key)");
    private static readonly Words s_later = new("以后再说", "later");

    /// <returns>Null: nothing was saved.</returns>
    public async Task<SetupReport?> RunAsync(ModelAnswers? given, CancellationToken ct)
    {
        while (true)
        {
            var answers = given ?? await AskAsync(ct);
            if (answers is null) return null;
            while (true)
            {
                var check = await dialog.BusyAsync(SetupWords.TryingModel, () => wizard.Desk.Model.CheckAsync(answers, wizard.SkipCheck, ct));
                wizard.Tell(check);
                if (check.Ok) return await SaveAsync(check, answers, ct);
                var lost = check.Failed?.Id == "model.reach";
                IReadOnlyList<Words> choices = lost ? SetupWords.Afterwards : [.. SetupWords.Afterwards.Where((_, i) => i != 2)];
                var now = await dialog.ChooseAsync(SetupWords.AfterFailure, choices, 0, ct) is { } index ? SetupWords.Afterwards.ToList().IndexOf(choices[index]) : 1;
                if (now == 0) continue;
                if (now == 2) return await SaveAsync(await wizard.Desk.Model.CheckAsync(answers, offline: true, ct), answers, ct);
                if (now == 3) return null;
                given = null;
                break;
            }
        }
    }

    private async Task<SetupReport> SaveAsync(SetupCheck check, ModelAnswers answers, CancellationToken ct)
    {
        var saved = await wizard.SaveAsync(check, answers, ct);
        wizard.Tell(saved);
        return saved;
    }

    /// <summary>Null: later.</summary>
    private async Task<ModelAnswers?> AskAsync(CancellationToken ct)
    {
        var config = wizard.Config();
        var providers = wizard.Desk.Providers(config).Where(one => one.DefaultModel is not null).Take(MostShown).ToList();
        while (true)
        {
            if (wizard.Desk.Look().Model is { } present) dialog.Say(new($"现在会用：{present}", $"Now it would be {present}."));
            Words[] choices = [.. providers.Select(Shown), s_own, s_demo, s_later];
            if (await dialog.ChooseAsync(new("哪一家的模型", "Whose model"), choices, 0, ct) is not { } chosen || choices[chosen] == s_later) return null;
            if (choices[chosen] == s_demo) return new() { Model = "demo/demo" };
            var answers = choices[chosen] == s_own ? await OwnAsync(ct) : await KnownAsync(providers[chosen], ct);
            if (answers is not null) return answers;
        }
    }

    /// <summary>Null: back.</summary>
    private async Task<ModelAnswers?> KnownAsync(SetupProvider provider, CancellationToken ct)
    {
        while (true)
        {
            string? key = null;
            if (provider.KeyVariable is { } variable)
            {
                key = await dialog.AskSecretAsync(provider.HasKey
                    ? new($"{provider.Name} 的 API key（回车用已有的，或环境变量 {variable}）", $"API key of {provider.Name} (Enter takes the one that is there, or {variable} of the environment)")
                    : new($"{provider.Name} 的 API key", $"API key of {provider.Name}"), provider.HasKey, ct);
                if (key is null) return null;
            }

            var model = await dialog.AskAsync(new("模型名", "Model"), provider.DefaultModel, fault: null, ct);
            if (model is not null) return new() { Model = $"{provider.Name}/{model}", ApiKey = string.IsNullOrEmpty(key) ? null : key };
            if (provider.KeyVariable is null) return null;
        }
    }

    private async Task<ModelAnswers?> OwnAsync(CancellationToken ct)
    {
        if (await dialog.AskAsync(new("给它起个名字", "A name for it"), "lab", text => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? null : new("只用字母、数字、- 和 _", "Letters, digits, - and _ only."), ct) is not { } name) return null;
        if (await dialog.AskAsync(new("地址，如 http://127.0.0.1:8000/v1", "Address, such as http://127.0.0.1:8000/v1"), usual: null, text => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? null : new("需要 http 或 https 地址", "An http or https address."), ct) is not { } address) return null;
        if (await dialog.AskSecretAsync(new("API key（没有就回车）", "API key (Enter if there is none)"), mayBeEmpty: true, ct) is not { } key) return null;
        if (await dialog.AskAsync(new("模型名", "Model"), usual: null, fault: null, ct) is not { } model) return null;
        return new() { Model = $"{name}/{model}", BaseUrl = address, ApiKey = key.Length == 0 ? null : key };
    }

    private static Words Shown(SetupProvider provider)
    {
        var (zh, en) = (provider.HasKey ? "，已有 key" : "", provider.HasKey ? ", has a key" : "");
        if (provider.Untried) (zh, en) = (zh + "，未经本程序实测", en + ", untried with this program");
        return new(
            string.Create(CultureInfo.InvariantCulture, $"{provider.Name}（{provider.DefaultModel}{zh}）"), string.Create(CultureInfo.InvariantCulture, $"{provider.Name} ({provider.DefaultModel}{en})"));
    }
}
