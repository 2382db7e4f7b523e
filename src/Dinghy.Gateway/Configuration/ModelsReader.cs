namespace Dinghy.Gateway.Configuration;

internal static class ModelsReader
{
    public static ModelsConfig Read(NodeReader models) => new()
    {
        Default = models.Text("default")?.Trim(),
        TimeoutSeconds = models.Whole("timeout_seconds") ?? new ModelsConfig().TimeoutSeconds,
        ImageModel = models.Text("image_model")?.Trim(),
        Providers = models.Each("providers").ToDictionary(entry => entry.Id, entry => ReadProvider(entry.Reader), StringComparer.Ordinal),
    };

    private static ProviderConfig ReadProvider(NodeReader provider) => new()
    {
        Type = provider.Choice("type"),
        BaseUrl = provider.Address("base_url"),
        ApiKey = provider.Secret("api_key"),
        Vision = provider.Flag("vision"),
    };
}
