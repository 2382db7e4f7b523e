using System.Text.Json;
using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tools.Organisation;

/// <summary>How a message to others stands, for the model.</summary>
internal static class Reports
{
    private const int MostNamed = 50;

    /// <summary>As the outbox writes a refusal down.</summary>
    private const string Grant = ": grant ";

    public static MessageView View(Dispatch sent) => new(sent.Id, sent.Kind == DispatchKind.Robot ? "robot" : "work_notice", sent.At)
    {
        Recalled = sent.RecalledAt is not null,
        People = sent.Parts.Sum(part => part.People.Count),
        Groups = sent.Parts.Count(part => part.Group is not null),
        CallsDelivered = Count(sent, DispatchState.Delivered),
        CallsWaiting = Count(sent, DispatchState.Waiting),
        CallsInDoubt = Count(sent, DispatchState.InDoubt),
        Failed = Filled([.. sent.Parts.Where(part => part.State == DispatchState.Refused).Select(part => $"{part.Group ?? string.Join(", ", part.People)}: {part.Error ?? "not sent"}").Take(MostNamed)]),
        Waiting = Filled([.. sent.Parts.Where(part => part.State == DispatchState.Waiting).Select(part => part.Error).OfType<string>().Distinct(StringComparer.Ordinal)]),
        NotReached = Filled(Missed(sent)),
    };

    /// <summary>With a line for the operator.</summary>
    public static string Of(Dispatch sent, OrganisationRoom room, string account)
    {
        var view = View(sent);
        room.Log.Sent(account, sent.Id, view.People, view.Groups, view.CallsDelivered, view.CallsWaiting, view.Failed?.Count ?? 0, view.NotReached?.Count ?? 0);
        return $"{Json(view)}\nTell the person how many it went to and whom it did not reach. recall_message takes message {sent.Id} back within 24 hours.";
    }

    public static string Json(MessageView view) => JsonSerializer.Serialize(view, OrganisationJson.Plain.MessageView);

    /// <summary>What the app lacks for the calls that were not taken; null: nothing that DingTalk named.</summary>
    public static string? MissingScope(Dispatch sent) => sent.Parts.Where(part => part.State is DispatchState.Waiting or DispatchState.Refused)
        .Select(part => part.Error).OfType<string>().Select(error => error.IndexOf(Grant, StringComparison.Ordinal) is >= 0 and var at ? error[(at + Grant.Length)..] : null).FirstOrDefault(scope => scope is not null);

    /// <summary>People of delivered calls whom DingTalk left out.</summary>
    public static IReadOnlyList<string> Missed(Dispatch sent) => [.. sent.Parts.Where(part => part.State == DispatchState.Delivered).SelectMany(part => MissedPeople.Read(part.Error)).Take(MostNamed)];

    private static int Count(Dispatch sent, DispatchState state) => sent.Parts.Count(part => part.State == state);

    private static IReadOnlyList<string>? Filled(IReadOnlyList<string> list) => list.Count == 0 ? null : list;
}
