using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Tools;

/// <content>What <c>/approve</c> without a code shows to whom.</content>
public sealed partial class ApproverTests
{
    [Fact]
    public async Task Without_a_code_the_approver_reads_what_is_theirs_to_decide_and_the_asker_that_it_is_not_theirs()
    {
        await using var rig = await StartAsync(new FakeTool("pay"), "chief");
        var (_, asked) = await AskAsync(rig);
        var code = Code(asked.Text);
        (await SayAsync(rig, "/approve", "chief")).ShouldStartWith($"Waiting:\n- {code}: `pay` (for Ann), until ");
        (await SayAsync(rig, "/approve", "staff-1")).ShouldStartWith($"Waiting:\n- {code}: `pay` (for somebody else to decide), until ");
        (await SayAsync(rig, "/approve", "mallory")).ShouldBe("Nothing waits for a decision.");
    }
}
