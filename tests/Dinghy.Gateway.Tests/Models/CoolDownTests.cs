using Dinghy.Gateway.Models;

namespace Dinghy.Gateway.Tests.Models;

public sealed class CoolDownTests
{
    private readonly ManualTimeProvider _clock = new();

    [Theory]
    [InlineData(nameof(ModelFault.RateLimited), "rate_limit", 60, 300, 1500, 3600, 3600)]
    [InlineData(nameof(ModelFault.Credentials), "auth", 60, 300, 1500, 3600, 3600)]
    [InlineData(nameof(ModelFault.UnknownModel), "auth", 60, 300, 1500, 3600, 3600)]
    [InlineData(nameof(ModelFault.Quota), "billing", 5 * 3600, 10 * 3600, 20 * 3600, 24 * 3600, 24 * 3600)]
    [InlineData(nameof(ModelFault.Timeout), "timeout", 30, 60, 120, 240, 300)]
    [InlineData(nameof(ModelFault.ServerError), "network", 30, 60, 120, 240, 300)]
    [InlineData(nameof(ModelFault.Unreachable), "network", 30, 60, 120, 240, 300)]
    [InlineData(nameof(ModelFault.Cut), "network", 30, 60, 120, 240, 300)]
    public void A_rest_grows_with_each_fault_of_its_class_up_to_its_bound(string fault, string kind, params int[] seconds)
    {
        var rests = new CoolDowns(_clock);
        foreach (var expected in seconds)
        {
            var rest = rests.Failed("k", Fault(Enum.Parse<ModelFault>(fault))).ShouldNotBeNull();
            (rest.Class.ToWire(), rest.Until - _clock.GetUtcNow()).ShouldBe((kind, TimeSpan.FromSeconds(expected)));
            _clock.Advance(rest.Until - _clock.GetUtcNow());
            rests.Of("k").ShouldBeNull();
        }
    }

    [Theory]
    [InlineData(nameof(ModelFault.Filtered))]
    [InlineData(nameof(ModelFault.BadRequest))]
    [InlineData(nameof(ModelFault.ContextTooLong))]
    [InlineData(nameof(ModelFault.NoTools))]
    public void What_lies_in_the_question_is_no_reason_to_rest(string fault)
    {
        var rests = new CoolDowns(_clock);
        rests.Failed("k", Fault(Enum.Parse<ModelFault>(fault))).ShouldBeNull();
        rests.Of("k").ShouldBeNull();
    }

    [Theory]
    [InlineData(nameof(ModelFault.RateLimited), 7, 7)]
    [InlineData(nameof(ModelFault.RateLimited), 0, 1)]
    [InlineData(nameof(ModelFault.RateLimited), 7200, 7200)]
    [InlineData(nameof(ModelFault.RateLimited), 999_999, 86_400)]
    [InlineData(nameof(ModelFault.ServerError), 5, 30)]
    [InlineData(nameof(ModelFault.ServerError), 90, 90)]
    [InlineData(nameof(ModelFault.Quota), 60, 18_000)]
    public void The_time_that_a_provider_names_is_kept(string fault, int asked, int seconds)
    {
        var rest = new CoolDowns(_clock).Failed("k", Fault(Enum.Parse<ModelFault>(fault), TimeSpan.FromSeconds(asked))).ShouldNotBeNull();
        (rest.Asked, rest.Until - _clock.GetUtcNow()).ShouldBe((true, TimeSpan.FromSeconds(seconds)));
    }

    [Fact]
    public void An_answer_forgives_and_another_class_begins_anew()
    {
        var rests = new CoolDowns(_clock);
        rests.Failed("k", Fault(ModelFault.RateLimited));
        rests.Failed("k", Fault(ModelFault.Timeout)).ShouldNotBeNull().Times.ShouldBe(1);
        rests.Failed("k", Fault(ModelFault.Timeout)).ShouldNotBeNull().Times.ShouldBe(2);
        rests.Answered("k");
        rests.Of("k").ShouldBeNull();
        rests.Failed("k", Fault(ModelFault.Timeout)).ShouldNotBeNull().Times.ShouldBe(1);
    }

    [Fact]
    public void What_is_kept_is_bounded()
    {
        var rests = new CoolDowns(_clock);
        for (var i = 0; i < 5_000; i++) rests.Failed($"model {i}", Fault(ModelFault.Quota));
        rests.Count.ShouldBeLessThanOrEqualTo(1_000);
    }

    private static ModelException Fault(ModelFault fault, TimeSpan? retryAfter = null) => new(fault, "lab", "sentence") { RetryAfter = retryAfter };
}
