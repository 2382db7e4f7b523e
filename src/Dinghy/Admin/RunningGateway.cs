using System.Text.Json;
using Dinghy.Cli;
using Dinghy.Gateway.Storage;

namespace Dinghy.Admin;

/// <summary>Where the gateway of a home listens; a file, because the port may be a free one.</summary>
internal sealed record RunningGateway(int ProcessId, Uri Address)
{
    /// <summary>Null: none was started, or it ended in order. One that was killed leaves its file; asking it tells.</summary>
    public static RunningGateway? Find(string home)
    {
        try
        {
            var left = JsonSerializer.Deserialize(File.ReadAllText(PathIn(home)), CliJson.Default.RunningGateway);
            return left is { Address: { IsAbsoluteUri: true } } ? left : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Write(string home) => PrivateFile.Write(PathIn(home), JsonSerializer.Serialize(this, CliJson.Default.RunningGateway));

    public static void Remove(string home) => File.Delete(PathIn(home));

    private static string PathIn(string home) => Path.Combine(home, "gateway.json");
}
