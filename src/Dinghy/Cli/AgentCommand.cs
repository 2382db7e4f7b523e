using System.CommandLine;
using System.Text;
using System.Text.Json;
using Dinghy.Gateway.Budgets;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Models;
using Dinghy.Gateway.Storage;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.Cli;

/// <summary><c>dinghy agent -m "…"</c>: asks the configured model from the terminal; without <c>-m</c>, a conversation line by line.</summary>
internal static class AgentCommand
{
    /// <summary>How budgets and reports name whoever asks here.</summary>
    public const string Person = "terminal";

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

            // Counted, and held to the budgets, as everybody's: whoever sits at the terminal is one more person.
            var spending = new SpendDoor(config.Home);
            var meter = new SpendMeter(spending, () => config, new BudgetLog(NullLogger<BudgetLog>.Instance), TimeProvider.System)
            {
                Prices = (name, input, output, cached) => factory.FactsOf(config.Models, name)?.Prices is { } prices ? (prices.Of(input, output, cached), prices.Currency) : null,
            };
            using var client = new MeteredChatClient(ready.Client, ready.Name, meter);
            var talk = new Talk(client, ready.Name, answering, meter, spending, line.GetValue(CommonOptions.Json));
            return line.GetValue(message) is { } question ? await talk.AskAsync(question, ct) : await talk.ReadAllAsync(ct);
        });
        return command;
    }

    private sealed class Talk(MeteredChatClient client, string name, AgentConfig agent, SpendMeter meter, SpendDoor spending, bool json)
    {
        private readonly List<ChatMessage> _messages = string.IsNullOrWhiteSpace(agent.Instructions) ? [] : [new(ChatRole.System, agent.Instructions)];

        public async Task<int> ReadAllAsync(CancellationToken ct)
        {
            Shell.Say($"{name}; an empty line or exit ends.");
            while (await Console.In.ReadLineAsync(ct) is { Length: > 0 } line && line is not ("exit" or "quit"))
                if (await AskAsync(line, ct) is not ExitCodes.Ok and var code) return code;
            return ExitCodes.Ok;
        }

        public async Task<int> AskAsync(string question, CancellationToken ct)
        {
            _messages.Add(new ChatMessage(ChatRole.User, question));
            try
            {
                // Others spend meanwhile.
                await meter.LoadAsync(ct);
                var answer = await StreamAsync(ct);
                _messages.Add(new ChatMessage(ChatRole.Assistant, answer));
                return ExitCodes.Ok;
            }
            catch (Exception e) when (e is ModelException or IOException or StoreException)
            {
                Shell.Say(e.Message);
                return ExitCodes.Failed;
            }
            finally
            {
                if (await spending.StoredAsync() is { } why) Shell.Say($"What this cost could not be stored: {why}");
            }
        }

        private async Task<string> StreamAsync(CancellationToken ct)
        {
            Payer.Begin(new Payer("", Person, agent.Id));
            var answer = new StringBuilder();
            await foreach (var update in client.GetStreamingResponseAsync(_messages, cancellationToken: ct))
            {
                answer.Append(update.Text);
                if (!json) Console.Out.Write(update.Text);
            }

            Shell.Print(json ? JsonSerializer.Serialize(new AgentAnswer(name, answer.ToString()), CliJson.Default.AgentAnswer) : "");
            return answer.ToString();
        }
    }
}
