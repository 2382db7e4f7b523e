using System.CommandLine;
using Dinghy.Gateway.Conversations;

namespace Dinghy.Cli.Reference;

/// <summary><c>dinghy config reference</c>.</summary>
internal static class ReferenceCommand
{
    private static readonly string[] s_languages = ["en", "zh"];

    public static Command Create()
    {
        var lang = new Option<string>("--lang") { Description = "en or zh.", DefaultValueFactory = _ => "en" };
        lang.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !s_languages.Contains(token.Value, StringComparer.Ordinal)) result.AddError("--lang is en or zh.");
        });
        var command = new Command("reference", "Print every key of config.json as a page of markdown.") { lang };
        command.SetAction(line => Shell.Print(ReferencePage.Of(line.GetValue(lang) == "zh" ? Language.Chinese : Language.English).TrimEnd()));
        return command;
    }
}
