using System.Text.Json.Nodes;

namespace Dinghy.Scenarios.Lab;

/// <summary>Sending other things than text, and what the model was sent of them.</summary>
internal sealed partial class TestLab
{
    public const string AddressPath = "/v1.0/robot/messageFiles/download";

    /// <summary>How often the gateway asked for the address of a file: the metered calls.</summary>
    public int AddressesAsked => World.Requests().Count(request => request.Path == AddressPath);

    /// <summary>Everything that lies in the attachments folder, oldest month first.</summary>
    public string[] KeptFiles
    {
        get
        {
            var folder = Path.Combine(Home, "attachments");
            return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];
        }
    }

    /// <summary>The models see pictures.</summary>
    public static Action<JsonObject> Sees => config => config["models"]!["providers"]!["lab"]!["vision"] = true;

    /// <summary>Says it, waits until it is answered, and gives the question as the model read it.</summary>
    public async Task<ModelMessage> ReadByModelAsync(Speech speech) => (await RequestAsync(speech)).Messages[^1];

    public async Task<ModelRequest> RequestAsync(Speech speech)
    {
        var before = Model.Requests.Count;
        var said = await World.SayAsync(speech);
        (await OutcomeAsync(said)).ShouldBe("answered");
        return Model.Requests.Skip(before).ShouldHaveSingleItem();
    }
}
