using System.Net;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Pipeline.Webhooks;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Pipeline.Webhooks;

public sealed class CallersTests
{
    private static readonly HttpConfig s_config = new()
    {
        AddressList = [IPNetwork.Parse("203.119.0.0/16")],
        TrustedProxies = [IPNetwork.Parse("127.0.0.1/32"), IPNetwork.Parse("10.0.0.0/8")],
    };

    [Theory]
    [InlineData("203.119.1.1", null, "203.119.1.1")]
    [InlineData("::ffff:203.119.1.1", null, "203.119.1.1")]
    // Whoever is no proxy of ours may write what they like.
    [InlineData("8.8.8.8", "203.119.1.1", "8.8.8.8")]
    [InlineData("127.0.0.1", "203.119.1.1", "203.119.1.1")]
    [InlineData("127.0.0.1", "203.119.1.1, 10.1.1.1", "203.119.1.1")]
    // What stands before the first address that is not ours, its owner may have written.
    [InlineData("127.0.0.1", "203.119.1.1, 8.8.8.8", "8.8.8.8")]
    [InlineData("127.0.0.1", "203.119.1.1, 8.8.8.8, 10.1.1.1", "8.8.8.8")]
    [InlineData("127.0.0.1", "203.119.1.1:4711", "203.119.1.1")]
    [InlineData("127.0.0.1", "[2001:db8::1]:80", "2001:db8::1")]
    [InlineData("127.0.0.1", "10.1.1.1", "10.1.1.1")]
    [InlineData("127.0.0.1", "nonsense", null)]
    [InlineData("127.0.0.1", "203.119.1.1, nonsense", null)]
    [InlineData("127.0.0.1", null, "127.0.0.1")]
    [InlineData("127.0.0.1", "", null)]
    public void The_caller_is_the_last_one_that_a_proxy_of_ours_saw(string peer, string? forwarded, string? caller)
    {
        var call = new FakeCall("/") { From = IPAddress.Parse(peer) };
        if (forwarded is not null) call.Headers["X-Forwarded-For"] = forwarded;
        Callers.Of(call, s_config)?.ToString().ShouldBe(caller);
        if (caller is null) Callers.Of(call, s_config).ShouldBeNull();
    }

    [Theory]
    [InlineData("203.119.255.255", true)]
    [InlineData("203.120.0.0", false)]
    [InlineData(null, false)]
    public void Only_the_list_may_call_when_there_is_one(string? address, bool may)
    {
        var caller = address is null ? null : IPAddress.Parse(address);
        Callers.May(caller, s_config).ShouldBe(may);
        Callers.May(caller, new HttpConfig()).ShouldBeTrue();
    }
}
