using System.Text.Json;

namespace Dinghy.Scenarios.Lab;

/// <summary>A set-up in which everything is well, and the program's own look at it.</summary>
internal static class DoctorLab
{
    public const string Person = "manager75";

    private static readonly JsonSerializerOptions s_names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static LabOptions Options(Breakage? broken = null)
    {
        var card = CardLab.Options(templateId: broken?.TemplateId);
        return card with
        {
            StartGateway = false,
            DingTalk = broken?.DingTalk?.Invoke(card.DingTalk) ?? card.DingTalk,
            Config = all =>
            {
                card.Config(all);
                broken?.Config?.Invoke(all);
            },
        };
    }

    /// <summary>Finds <c>pdftotext</c> unless told not to, whatever this machine has.</summary>
    public static async Task<CheckUpResult> CheckAsync(this TestLab lab, Breakage? broken = null, params string[] more)
    {
        var tools = Directory.CreateDirectory(Path.Combine(lab.Home, "tools")).FullName;
        if (broken is not { WithoutPdfToText: true }) await File.WriteAllTextAsync(Path.Combine(tools, "pdftotext"), "");
        var environment = new Dictionary<string, string>(broken?.Environment ?? new Dictionary<string, string>(), StringComparer.Ordinal) { ["PATH"] = tools };
        var (code, printed, words) = await ChildProgram.RunAsync(lab.Home, ["doctor", "--json", .. more.Contains("--home") ? more : [.. more, "--home", lab.Home]], environment);
        words.ShouldBeEmpty();
        return JsonSerializer.Deserialize<CheckUpResult>(printed, s_names)! with { Code = code, Printed = printed };
    }
}

/// <summary>One thing that is not well.</summary>
/// <param name="Check">The one check that says so.</param>
/// <param name="Outcome">How.</param>
/// <param name="Says">A word of its cause or proof.</param>
internal sealed record Breakage(string Check, string Outcome, string Says)
{
    public Action<System.Text.Json.Nodes.JsonObject>? Config { get; init; }

    public Func<EmulatorOptions, EmulatorOptions>? DingTalk { get; init; }

    public string? TemplateId { get; init; }

    public Func<TestLab, Task>? Break { get; init; }

    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    public bool WithoutPdfToText { get; init; }

    public string CardFor { get; init; } = DoctorLab.Person;
}

internal sealed record CheckUpResult(bool Ok, int MeteredCalls, IReadOnlyList<CheckResult> Checks)
{
    public int Code { get; init; }

    public string Printed { get; init; } = "";

    public string Unwell => string.Join(", ", Checks.Where(check => check.Outcome is "warn" or "fail").Select(check => $"{check.Id}: {check.Outcome}"));

    public CheckResult this[string id] => Checks.Single(check => check.Id == id);
}

internal sealed record CheckResult(string Id, string? Account, string Proves, string Outcome, string? Cause, string? Proof, string? Next, string? Link);
