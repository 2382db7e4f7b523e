using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Replies;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Replies;

public sealed class RosterTests
{
    private readonly Roster _roster = new();

    [Fact]
    public void A_name_is_known_in_the_group_where_it_spoke_and_nowhere_else()
    {
        _roster.Seen(Turn("g1", "张三", "s1"));
        Called("g1", "请 @张三 看").ShouldBe("s1");
        Called("g2", "请 @张三 看").ShouldBeNull();
        Called("g1", "请张三看").ShouldBeNull();
    }

    [Fact]
    public void Two_of_one_name_are_called_by_neither_ever_after()
    {
        _roster.Seen(Turn("g", "王伟", "s1"));
        _roster.Seen(Turn("g", "王伟", "s2"));
        _roster.Seen(Turn("g", "王伟", "s1"));
        Called("g", "@王伟").ShouldBeNull();
    }

    [Fact]
    public void Private_chats_and_people_without_a_staff_id_teach_nothing()
    {
        _roster.Seen(Turn("g", "张三", "s1") with { Message = Turn("g", "张三", "s1").Message with { Kind = ConversationKind.Private } });
        _roster.Seen(Turn("g", "李四", null));
        Called("g", "@张三 @李四").ShouldBeNull();
    }

    [Fact]
    public void Groups_and_people_have_a_bound()
    {
        for (var i = 0; i <= Roster.MostGroups; i++) _roster.Seen(Turn($"g{i}", "张三", "s1"));
        Called("g0", "@张三").ShouldBeNull();
        Called($"g{Roster.MostGroups}", "@张三").ShouldBe("s1");
        for (var i = 0; i <= Roster.MostPeople; i++) _roster.Seen(Turn("full", $"n{i}", $"s{i}"));
        Called("full", $"@n{Roster.MostPeople}").ShouldBeNull();
        Called("full", "@n0 ").ShouldBe("s0");
    }

    private string? Called(string group, string text) => _roster.Called(Turn(group, "x", "s"), text)?.Single().Value;

    private static Turn Turn(string group, string name, string? staffId) => new()
    {
        Id = 1,
        Account = "main",
        MessageId = new("m"),
        Conversation = group,
        ReceivedAt = Said.At,
        Message = new Said().Message() with { Kind = ConversationKind.Group, SenderNick = name, Sender = staffId is null ? null : new StaffId(staffId) },
    };
}
