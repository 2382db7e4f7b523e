using System.Globalization;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Configuration.Dialects;
using Dinghy.Gateway.Schedules;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Migration;

/// <summary>Reads what both programs do at times: PicoClaw's <c>workspace/cron/jobs.json</c>, OpenClaw's <c>cron/jobs.json</c>. What needs more than a prompt and a chat of DingTalk's is left behind.</summary>
/// <param name="accounts">Ours.</param>
/// <param name="agents">Ours, but the default.</param>
/// <param name="zone">Of times that name none.</param>
/// <param name="now">What is past by then is left.</param>
/// <param name="left">Told what is not carried and why.</param>
internal sealed class CronJobs(IReadOnlyList<string> accounts, IReadOnlyList<string> agents, TimeZoneInfo zone, DateTimeOffset now, Action<string> left)
{
    private const int MaxBytes = 4 * 1024 * 1024;
    private const int MaxJobs = 1_000;
    private const int MaxMessage = 4_000;
    private const string DingTalk = "dingtalk";

    public IReadOnlyList<Schedule> Read(string file)
    {
        if (OldFile.IsLink(Path.GetDirectoryName(file)!, left) || OldFile.Text(file, left) is not { } text) return [];
        var root = text.Length <= MaxBytes ? JsonConfigFile.ParseValue(text, "", null, new()) : null;
        if ((root as ListNode ?? (root as MapNode)?.Find("jobs") as ListNode) is not { } jobs)
        {
            left($"{file}: it can not be read");
            return [];
        }

        if (jobs.Items.Count > MaxJobs) left($"{file}: more than {MaxJobs} jobs; the rest");
        return [.. jobs.Items.Take(MaxJobs).OfType<MapNode>().Select(job => Carry(new FoldedMap(job))).OfType<Schedule>()];
    }

    private Schedule? Carry(FoldedMap job)
    {
        var name = job.Text("name") ?? job.Text("id") ?? "without a name";
        try
        {
            return Make(job, name);
        }
        catch (SpecException e)
        {
            left($"cron job {name}: {e.Message}");
            return null;
        }
    }

    private Schedule Make(FoldedMap job, string name)
    {
        var (times, payload, delivery) = (new FoldedMap(job.Map("schedule")), new FoldedMap(job.Map("payload")), new FoldedMap(job.Map("delivery")));
        if (payload.Text("command") is { Length: > 0 }) throw new SpecException("it runs a command, which this program does not do by itself");
        if ((payload.Text("message") ?? payload.Text("text")) is not { Length: > 0 and <= MaxMessage } message) throw new SpecException("it has no message, or one that is too long");
        var channel = delivery.Text("channel") ?? payload.Text("channel") ?? "";
        if (channel is not ("" or "last") && !channel.StartsWith(DingTalk, StringComparison.OrdinalIgnoreCase)) throw new SpecException($"it speaks to {channel}");
        if (To(delivery.Text("to") ?? payload.Text("to") ?? payload.Text("chat_id")) is not { } to) throw new SpecException("it names nobody of DingTalk to speak to: make it anew with dinghy cron add --to");
        var named = delivery.Text("account_id") ?? payload.Text("account_id");
        var account = accounts.FirstOrDefault(id => string.Equals(id, named, StringComparison.OrdinalIgnoreCase)) ?? (accounts is [var first, ..] ? first : throw new SpecException("there is no account"));
        var agent = job.Text("agent_id") is { } wanted ? agents.FirstOrDefault(id => string.Equals(id, wanted, StringComparison.OrdinalIgnoreCase)) : null;
        var (kind, spec, its) = Times(times);
        // PicoClaw: deliver says that the message itself is sent.
        var asItIs = payload.Text("deliver") == "true" && job.Text("session_target") is null;
        var schedule = ScheduleTarget.Of(account, to) with
        {
            Name = name.Length <= 100 ? name.ReplaceLineEndings(" ") : name[..100].ReplaceLineEndings(" "), Message = message, IsText = asItIs, Agent = agent, Remembers = job.Text("session_target") == "main",
            Kind = kind, Spec = SpecReader.Read(kind, spec, its, now), Zone = its.Id, CreatedAt = now, Key = $"moved:{job.Text("id") ?? name}",
        };
        var next = Timetable.Of(schedule, its).After(now);
        var enabled = job.Text("enabled") != "false";
        return schedule with { State = enabled ? ScheduleState.Active : ScheduleState.Paused, NextAt = enabled ? next : null };
    }

    private (SpecKind Kind, string Spec, TimeZoneInfo Zone) Times(FoldedMap times)
    {
        var named = times.Text("tz");
        var its = named is { Length: > 0 } ? Zones.Find(named) ?? throw new SpecException($"its time zone {named} is not known here") : zone;
        return times.Text("kind") switch
        {
            "cron" when times.Text("expr") is { } expression => (SpecKind.Cron, expression, its),
            "every" when Number(times.Text("every_ms")) is { } every => (SpecKind.Every, $"{(every / 1000.0).ToString(CultureInfo.InvariantCulture)}s", its),
            "at" when Number(times.Text("at_ms")) is { } at => (SpecKind.At, DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture), its),
            // OpenClaw: a time without an offset is UTC's.
            "at" when times.Text("at") is { } at => (SpecKind.At, DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
                ? moment.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture) : throw new SpecException("its time can not be read"), its),
            _ => throw new SpecException("its times can not be read"),
        };
    }

    /// <summary><c>user:x</c>, <c>group:cid…</c>, <c>dingtalk:group:cid…</c>, or the id alone.</summary>
    private static string? To(string? written)
    {
        if (string.IsNullOrWhiteSpace(written)) return null;
        var parts = written.Trim().Split(':');
        var at = string.Equals(parts[0], DingTalk, StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        if (parts.Length > at + 1 && parts[at] is "user" or "direct" or "dm" or "group" or "channel" or "chat") at++;
        var id = string.Join(':', parts[at..]);
        return id.Length is 0 or > 200 || id == "last" ? null : id;
    }

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is > 0 and < 253_402_300_799_999 ? value : null;
}
