using Dinghy.Gateway.Configuration.Editing;

namespace Dinghy.Gateway.Setup;

/// <summary>From answers to keys of the file, as for a channel.</summary>
internal static class ModelEdits
{
    public static IReadOnlyList<KeyEdit> Of(ModelAnswers answers, Func<string, bool> inFile)
    {
        var provider = ProviderOf(answers.Model);
        var keys = Keys(answers);
        if (!inFile("models"))
        {
            List<(string, string)> block = [("default", JsonEdit.Quote(answers.Model))];
            if (keys.Count > 0) block.Add(("providers", Lines.Of([(provider, Lines.Of(keys, 3))], 2)));
            return [new("models", Lines.Of(block, 1))];
        }

        return [new("models.default", JsonEdit.Quote(answers.Model)), .. keys.Select(key => new KeyEdit($"models.providers[{JsonEdit.Quote(provider)}].{key.Name}", key.Value))];
    }

    /// <summary>What stands before the first slash.</summary>
    public static string ProviderOf(string model) => model.Split('/')[0];

    private static List<(string Name, string Value)> Keys(ModelAnswers answers)
    {
        var keys = new List<(string, string)>();
        if (answers.Type is { } type) keys.Add(("type", JsonEdit.Quote(type)));
        if (answers.BaseUrl is { } address) keys.Add(("base_url", JsonEdit.Quote(address)));
        if (answers.ApiKeyFile is { } file) keys.Add(("api_key", $$"""{ "file": {{JsonEdit.Quote(file)}} }"""));
        else if (answers.ApiKey is { } key) keys.Add(("api_key", JsonEdit.Quote(key)));
        return keys;
    }
}
