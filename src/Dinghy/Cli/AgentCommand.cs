using System.CommandLine;
using System.Text;
using System.Text.Json;
using Dinghy.Gateway.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Cli;

/// <summary><c>dinghy agent -m "…"</c>: asks the configured model from the terminal; without <c>-m</c>, a conversation line by line.</summary>
internal static class AgentCommand
{
    public static Command Create()
    {
        var message = new Option<string?>("--message", "-m") { Description = "The question; without it, lines of stdin are a conversation.", HelpName = "text" };
        var model = new Option<string?>("--model") { Description = "provider/model instead of the configured one.", HelpName = "name" };
        var agent = new Option<string?>("--agent") { Description = "Whose instructions and model; else the default agent's.", HelpName = "id" };
        message.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && string.IsNullOrWhiteSpace(result.Tokens[0].Value)) result.AddError("--message is empty: write the question behind it.");
        });
        var command = new Command("agent", "Ask the model from the terminal.") { message, model, agent };
        command.SetAction(async (line, ct) =>
        {
            if (ConfigOutcome.Load(CommonOptions.Source(line)) is not { } config) return ExitCodes.BadConfig;
            if (config.Agents.Find(line.GetValue(agent) ?? config.Routing.DefaultAgent) is not { } answering)
            {
                Shell.Say($"There is no agent {line.GetValue(agent)}; there are {string.Join(", ", config.Agents.All.Select(one => one.Id))}.");
                return ExitCodes.Failed;
            }

            using var factory = new ModelFactory(TimeProvider.System, new Random(Environment.ProcessId), NullLoggerFactory.Instance, Environment.GetEnvironmentVariable);
            var choice = factory.Create(config.Models, line.GetValue(model) ?? answering.Model);
            if (choice is not ModelReady ready)
            {
                Shell.Say(((ModelUnusable)choice).Sentence);
                return ExitCodes.Failed;
            }

            var talk = new Talk(ready, answering.Instructions, line.GetValue(CommonOptions.Json));
            return line.GetValue(message) is { } question ? await talk.AskAsync(question, ct) : await talk.ReadAllAsync(ct);
        });
        return command;
    }

    private sealed class Talk(ModelReady model, string? instructions, bool json)
    {
        private readonly List<ChatMessage> _messages = string.IsNullOrWhiteSpace(instructions) ? [] : [new(ChatRole.System, instructions)];

        public async Task<int> ReadAllAsync(CancellationToken ct)
        {
            Shell.Say($"{model.Name}; an empty line or exit ends.");
            while (await Console.In.ReadLineAsync(ct) is { Length: > 0 } line && line is not ("exit" or "quit"))
                if (await AskAsync(line, ct) is not ExitCodes.Ok and var code) return code;
            return ExitCodes.Ok;
        }

        public async Task<int> AskAsync(string question, CancellationToken ct)
        {
            _messages.Add(new ChatMessage(ChatRole.User, question));
            try
            {
                var answer = await StreamAsync(ct);
                _messages.Add(new ChatMessage(ChatRole.Assistant, answer));
                return ExitCodes.Ok;
            }
            catch (ModelException e)
            {
                Shell.Say(e.Message);
                return ExitCodes.Failed;
            }
        }

        private async Task<string> StreamAsync(CancellationToken ct)
        {
            var answer = new StringBuilder();
            await foreach (var update in model.Client.GetStreamingResponseAsync(_messages, cancellationToken: ct))
            {
                answer.Append(update.Text);
                if (!json) Console.Out.Write(update.Text);
            }

            Shell.Print(json ? JsonSerializer.Serialize(new AgentAnswer(model.Name, answer.ToString()), CliJson.Default.AgentAnswer) : "");
            return answer.ToString();
        }
    }
}
