using System.CommandLine;
using Dinghy.Gateway.Setup;

namespace Dinghy.Cli.Setup;

/// <summary>Options that answer the wizard's questions beforehand.</summary>
internal static class SetupOptions
{
    private static readonly string[] s_policies = ["pairing", "allowlist", "open", "disabled"];

    public static Option<string?> Account { get; } = Text("--account", "Which robot, where there are several: a name of your own, such as branch.", "name");

    public static Option<string?> ClientId { get; } = Text("--client-id", "Client ID (AppKey) of the application.", "id");

    public static Option<string?> ClientSecret { get; } = Text("--client-secret", "Client Secret (AppSecret); - reads it from stdin: a secret on the command line stands in the shell's history, and in ps for every user of the machine. ${VARIABLE} is kept as it is.", "secret");

    public static Option<string?> ClientSecretFile { get; } = Text("--client-secret-file", "The file that holds the Client Secret; the configuration names the file and not the secret.", "file");

    public static Option<bool> Qr { get; } = new("--qr") { Description = "Make a new robot by a QR code, scanned with the DingTalk app: no developer console." };

    public static Option<string?> QrSource { get; } = Text("--qr-source", "The product's tag that DingTalk is told with the QR code.", "tag");

    public static Option<string?> RobotCode { get; } = Text("--robot-code", "Only where it differs from the Client ID.", "code");

    public static Option<string?> Emulator { get; } = Text("--emulator", "An emulator's address in the place of DingTalk's: try everything without an account.", "url");

    public static Option<string?> DmPolicy { get; } = Policy();

    public static Option<string?> Model { get; } = Text("--model", "provider/model, such as qwen/qwen3.7-plus.", "provider/model");

    public static Option<string?> ApiKey { get; } = Text("--api-key", "The model's key; - reads it from stdin. Not needed where the provider's variable is set.", "key");

    public static Option<string?> ApiKeyFile { get; } = Text("--api-key-file", "The file that holds the model's key.", "file");

    public static Option<string?> BaseUrl { get; } = Text("--base-url", "Address of an OpenAI-compatible endpoint, such as http://127.0.0.1:8000/v1.", "url");

    public static Option<bool> SkipModel { get; } = new("--skip-model") { Description = "Leave the model for later." };

    public static Option<bool> SkipCheck { get; } = new("--skip-check") { Description = "Save without trying the keys; what was not tried is said." };

    public static Option<bool> Yes { get; } = new("--yes", "-y") { Description = "Ask nothing: take the options, and the usual answer for the rest." };

    public static IReadOnlyList<Option> OfChannel { get; } = [ClientId, ClientSecret, ClientSecretFile, Qr, QrSource, RobotCode, Emulator, DmPolicy, SkipCheck, Yes];

    public static IReadOnlyList<Option> OfModel { get; } = [Model, ApiKey, ApiKeyFile, BaseUrl, SkipModel];

    /// <summary>What the command line says of the robot.</summary>
    public static ChannelAnswers Channel(ParseResult line) => new()
    {
        Account = Filled(line.GetValue(Account)),
        ClientId = Filled(line.GetValue(ClientId)),
        ClientSecret = FromStdin(line.GetValue(ClientSecret)),
        ClientSecretFile = Filled(line.GetValue(ClientSecretFile)) is { } file ? Path.GetFullPath(file) : null,
        RobotCode = Filled(line.GetValue(RobotCode)),
        Host = Filled(line.GetValue(Emulator))?.TrimEnd('/'),
        DmPolicy = Filled(line.GetValue(DmPolicy)),
    };

    /// <summary>What it says of the model; null: nothing.</summary>
    public static ModelAnswers? OfTheModel(ParseResult line) => Filled(line.GetValue(Model)) is { } model
        ? new()
        {
            Model = model,
            ApiKey = FromStdin(line.GetValue(ApiKey)),
            ApiKeyFile = Filled(line.GetValue(ApiKeyFile)) is { } file ? Path.GetFullPath(file) : null,
            BaseUrl = Filled(line.GetValue(BaseUrl)),
        }
        : null;

    /// <summary>Contradictions, in words.</summary>
    public static void Validate(System.CommandLine.Parsing.CommandResult line)
    {
        if (line.GetValue(ClientSecret) is not null && line.GetValue(ClientSecretFile) is not null) line.AddError("--client-secret and --client-secret-file say the same thing: give one.");
        if (line.GetValue(Qr) && (line.GetValue(ClientId) ?? line.GetValue(ClientSecret) ?? line.GetValue(ClientSecretFile)) is not null) line.AddError("--qr makes a new robot with keys of its own: leave --client-id and --client-secret out.");
        if (line.GetValue(Emulator) is { } host && !(Uri.TryCreate(host, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https"))) line.AddError("--emulator is an address, such as http://127.0.0.1:18999.");
        if (line.GetValue(ClientSecretFile) is { } file && !File.Exists(file)) line.AddError($"--client-secret-file: {file} is not there.");
    }

    /// <summary>Likewise, of the model.</summary>
    public static void ValidateModel(System.CommandLine.Parsing.CommandResult line)
    {
        if (line.GetValue(ApiKey) is not null && line.GetValue(ApiKeyFile) is not null) line.AddError("--api-key and --api-key-file say the same thing: give one.");
        if ((line.GetValue(ApiKey) ?? line.GetValue(ApiKeyFile) ?? line.GetValue(BaseUrl)) is not null && line.GetValue(Model) is null) line.AddError("--api-key and --base-url belong to a --model.");
        if (line.GetValue(ApiKeyFile) is { } file && !File.Exists(file)) line.AddError($"--api-key-file: {file} is not there.");
    }

    private static Option<string?> Policy()
    {
        var option = Text("--dm-policy", "Who may write privately: pairing (usual: people ask, you approve), allowlist, open or disabled.", "policy");
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !s_policies.Contains(token.Value, StringComparer.Ordinal)) result.AddError($"--dm-policy is one of {string.Join(", ", s_policies)}.");
        });
        return option;
    }

    private static Option<string?> Text(string name, string description, string help) => new(name) { Description = description, HelpName = help };

    private static string? FromStdin(string? given) => Filled(given) == "-" ? Filled(Console.In.ReadLine()) : Filled(given);

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
