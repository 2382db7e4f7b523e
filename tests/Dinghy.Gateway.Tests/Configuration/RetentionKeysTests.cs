namespace Dinghy.Gateway.Tests.Configuration;

public sealed class RetentionKeysTests
{
    [Fact]
    public void Each_kind_has_its_time_and_nought_means_for_good()
    {
        var config = ConfigWorld.WithPair().Put(ConfigWorld.DefaultFile, """
            { "attachments": { "keep": "20d" }, "retention": { "texts": "90d", "media": "5d", "traces": "7d", "memory": "200d", "people": 0, "decisions": "1000d", "audit": "180d", "hour": 5 } }
            """).Good();
        var keep = config.Retention;
        (keep.Texts, keep.Media, keep.Traces, keep.Memory).ShouldBe((TimeSpan.FromDays(90), TimeSpan.FromDays(5), TimeSpan.FromDays(7), TimeSpan.FromDays(200)));
        (keep.People, keep.Decisions, keep.Audit, keep.Hour).ShouldBe(((TimeSpan?)null, TimeSpan.FromDays(1000), TimeSpan.FromDays(180), 5));
        config.Attachments.Keep.ShouldBe(TimeSpan.FromDays(5));
    }

    [Fact]
    public void Without_keys_words_stay_a_year_traces_a_month_and_what_was_asked_to_be_remembered_until_it_is_forgotten()
    {
        var keep = ConfigWorld.WithPair().Good().Retention;
        (keep.Texts, keep.Traces, keep.Memory, keep.Audit).ShouldBe((TimeSpan.FromDays(365), TimeSpan.FromDays(30), (TimeSpan?)null, (TimeSpan?)null));
    }

    [Theory]
    [InlineData("""{ "audit": "30d" }""", "retention.audit")]
    [InlineData("""{ "texts": "5m" }""", "retention.texts")]
    [InlineData("""{ "hour": 24 }""", "retention.hour")]
    public void What_would_be_too_short_is_a_fault(string retention, string path) =>
        ConfigWorld.WithPair().Put(ConfigWorld.DefaultFile, $$"""{ "retention": {{retention}} }""").Load().Faults.ShouldHaveSingleItem().Path.ShouldBe(path);
}
