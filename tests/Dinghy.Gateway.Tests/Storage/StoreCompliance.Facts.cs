using Dinghy.Gateway.Storage;

namespace Dinghy.Gateway.Tests.Storage;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Facts_are_read_where_they_were_told_and_nowhere_else()
    {
        await TellAsync("main/dm/ann", "tea", "ann");
        await TellAsync("main/dm/ann#finance", "budget", "ann");
        await TellAsync("main/dm/bob", "coffee", "bob");
        await ReopenAsync();
        (await FactsAsync("main/dm/ann")).ShouldBe(["tea"]);
        (await FactsAsync("main/dm/ann#finance")).ShouldBe(["budget"]);
        (await FactsAsync("main/dm/an")).ShouldBeEmpty();
        (await Store.ListFactPlacesAsync(10, Ct)).ShouldBe([new("main/dm/ann", 1, T0), new("main/dm/ann#finance", 1, T0), new("main/dm/bob", 1, T0)]);
        (await Store.ListFactPlacesAsync(1, Ct)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_words_at_one_place_are_one_fact_told_later()
    {
        var first = await TellAsync("p", "tea", "ann");
        await TellAsync("p", "milk", "ann", T0.AddMinutes(1));
        var again = await TellAsync("p", "tea", "bob", T0.AddMinutes(2));
        (again.Id, again.Known, first.Known).ShouldBe((first.Id, true, false));
        var facts = await Store.ReadFactsAsync("p", Ct);
        facts.Select(fact => fact.Text).ShouldBe(["milk", "tea"]);
        (facts[1].Person, facts[1].Nick, facts[1].Account, facts[1].At).ShouldBe(("ann", "Ann", "main", T0.AddMinutes(2)));
    }

    [Fact]
    public async Task A_full_place_takes_nothing_new_and_other_places_do()
    {
        await TellAsync("p", "one", "ann", most: 2);
        await TellAsync("p", "two", "ann", most: 2);
        (await TellAsync("p", "three", "ann", most: 2)).ShouldBe(new AddedFact(null, Known: false));
        (await TellAsync("p", "two", "ann", most: 2)).Known.ShouldBeTrue();
        (await TellAsync("q", "three", "ann", most: 2)).Id.ShouldNotBeNull();
        (await FactsAsync("p")).ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task A_forgotten_fact_is_gone_and_its_number_is_never_given_again()
    {
        var (tea, milk) = ((await TellAsync("p", "tea", "ann")).Id!.Value, (await TellAsync("p", "milk", "ann")).Id!.Value);
        (await Store.ForgetFactsAsync([milk, milk, 4711], Ct)).ShouldBe(1);
        (await Store.FindFactAsync(milk, Ct)).ShouldBeNull();
        (await Store.FindFactAsync(tea, Ct)).ShouldNotBeNull().Text.ShouldBe("tea");
        (await TellAsync("p", "honey", "ann")).Id!.Value.ShouldBeGreaterThan(milk);
    }

    [Fact]
    public async Task Whatever_a_person_told_goes_from_everywhere_on_that_account()
    {
        await TellAsync("main/dm/ann", "tea", "ann");
        await TellAsync("main/group/g", "of ann", "ann");
        await TellAsync("main/group/g", "of bob", "bob");
        await Store.AddFactAsync(new Fact(0, "b/dm/ann", "other robot", "b", "ann", "Ann", T0), 10, Ct);
        (await Store.EraseFactsAsync("main", "ann", Ct)).ShouldBe(2);
        await ReopenAsync();
        (await FactsAsync("main/dm/ann")).ShouldBeEmpty();
        (await FactsAsync("main/group/g")).ShouldBe(["of bob"]);
        (await FactsAsync("b/dm/ann")).ShouldBe(["other robot"]);
    }

    [Fact]
    public async Task Facts_are_forgotten_with_the_answer_that_says_so()
    {
        var id = (await TellAsync("p", "tea", "ann")).Id!.Value;
        await TellAsync("p", "milk", "ann");
        var turn = await AddAsync();
        (await FactsAsync("p")).Count.ShouldBe(2);
        await Store.AddReplyAsync(new NewReply(turn.Id, "forgotten", TurnOutcome.Answered, []) { Effects = new TurnEffects { Forgets = [id] }.And(new TurnEffects()) }, null, T0, Ct);
        (await FactsAsync("p")).ShouldBe(["milk"]);
    }

    private Task<AddedFact> TellAsync(string place, string text, string person, DateTimeOffset? at = null, int most = 10) =>
        Store.AddFactAsync(new Fact(0, place, text, "main", person, char.ToUpperInvariant(person[0]) + person[1..], at ?? T0), most, Ct);

    private async Task<IReadOnlyList<string>> FactsAsync(string place) => [.. (await Store.ReadFactsAsync(place, Ct)).Select(fact => fact.Text)];
}
