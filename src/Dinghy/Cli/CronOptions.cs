using System.CommandLine;
using Dinghy.Admin;

namespace Dinghy.Cli;

/// <summary>What a schedule is, as options: OpenClaw's names, and PicoClaw's short ones.</summary>
internal sealed class CronOptions
{
    private readonly Option<string?> _name = new("--name", "-n") { Description = "What you call it." };
    private readonly Option<string?> _message = new("--message", "-m") { Description = "What the agent is told; with --text, what is said." };
    private readonly Option<bool> _text = new("--text") { Description = "Say the message as it is; no model is asked. --text false takes it back." };
    private readonly Option<string?> _cron = new("--cron", "-c") { Description = "Minute hour day month weekday, as \"0 9 * * mon-fri\".", HelpName = "fields" };
    private readonly Option<string?> _every = new("--every", "-e") { Description = "An interval: 30m, 2h, 1d; a bare number is seconds.", HelpName = "interval" };
    private readonly Option<string?> _at = new("--at") { Description = "Once: \"2026-12-01 09:00\", 09:00, or +20m.", HelpName = "time" };
    private readonly Option<string?> _zone = new("--tz") { Description = "Whose clock is meant, by its IANA name.", HelpName = "zone" };
    private readonly Option<string?> _session = new("--session") { Description = "isolated: it stands for itself. main: it goes on in the conversation, with its memory.", HelpName = "isolated|main" };
    private readonly Option<string?> _catchUp = new("--catch-up") { Description = "Of times that passed while the gateway was down: none, the last, or the last ten.", HelpName = "skip|once|all" };
    private readonly Option<string?> _agent = new("--agent") { Description = "Who does it (else as routing says).", HelpName = "id" };
    private readonly Option<string?> _to = new("--to") { Description = "A staff id, or a group's openConversationId (cid…).", HelpName = "id" };
    private readonly Option<string?> _account = new("--account") { Description = "Whose robot says it.", HelpName = "name" };
    private readonly Option<string?> _owner = new("--owner") { Description = "Staff id of who sees it in chat, may cancel it and is told of failures (else the owners).", HelpName = "id" };
    private readonly Option<string?> _channel = new("--channel") { Description = "dingtalk, the only one.", HelpName = "name" };
    private readonly Option<bool> _announce = new("--announce", "--deliver", "-d") { Description = "Taken for OpenClaw's and PicoClaw's sake: what is said is always sent.", Hidden = true };

    public CronOptions()
    {
        MustBe(_session, "isolated", "main");
        MustBe(_catchUp, "skip", "once", "all");
        MustBe(_channel, "dingtalk");
    }

    public void AddTo(Command command, bool withTarget)
    {
        foreach (var option in new Option[] { _name, _message, _text, _cron, _every, _at, _zone, _session, _catchUp, _agent }) command.Add(option);
        if (withTarget)
            foreach (var option in new Option[] { _to, _account, _owner, _channel, _announce }) command.Add(option);
        command.Validators.Add(result =>
        {
            var times = new[] { _cron, _every, _at }.Count(option => result.GetResult(option) is not null);
            if (times > 1 || (withTarget && times == 0)) result.AddError("Give one of --cron, --every and --at.");
        });
    }

    public ScheduleOrder Read(ParseResult line)
    {
        var (cron, every, at) = (line.GetValue(_cron), line.GetValue(_every), line.GetValue(_at));
        return new ScheduleOrder
        {
            Name = line.GetValue(_name),
            Message = line.GetValue(_message),
            SayAsIs = line.GetResult(_text) is { Implicit: false } ? line.GetValue(_text) : null,
            Kind = cron is not null ? "cron" : every is not null ? "every" : at is not null ? "at" : null,
            Spec = cron ?? every ?? at,
            TimeZone = line.GetValue(_zone),
            Session = line.GetValue(_session),
            CatchUp = line.GetValue(_catchUp),
            Agent = line.GetValue(_agent),
            To = line.GetResult(_to) is null ? null : line.GetValue(_to),
            Account = line.GetResult(_account) is null ? null : line.GetValue(_account),
            Owner = line.GetResult(_owner) is null ? null : line.GetValue(_owner),
        };
    }

    private static void MustBe(Option<string?> option, params string[] words) => option.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && !words.Contains(token.Value, StringComparer.Ordinal)) result.AddError($"{option.Name} is {string.Join(" or ", words)}.");
    });
}
