using Dinghy.DingTalk;
using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.Messages;

namespace Dinghy.Gateway.Doctor;

/// <summary>Asks the directory for everybody on a robot's lists, until it refuses. These calls cost nothing.</summary>
internal sealed class PeopleRound(ContactApi contacts)
{
    public async Task<RobotVisit> LookUpAsync(RobotVisit visit, CancellationToken ct)
    {
        var strangers = new List<string>();
        foreach (var person in visit.NamedPeople)
        {
            var asked = await Step.TakeAsync(async () => { await contacts.GetPersonAsync(new StaffId(person), ct); });
            if (asked.Is(DingTalkFault.NotFound)) strangers.Add(person);
            else if (!asked.Worked) return visit with { Strangers = strangers, PeopleUnread = asked.Told };
        }

        return visit with { Strangers = strangers };
    }
}
