using Dinghy.Gateway.Access;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Pipeline;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;
using Dinghy.Gateway.Tools.Organisation;

namespace Dinghy.Gateway.Tests.Tools;

public sealed class KnownToolsTests
{
    [Fact]
    public void Every_tool_of_this_room_has_a_name_that_lists_may_name_and_no_two_share_one()
    {
        using var home = new TempHome();
        var config = new DinghyConfig
        {
            Home = home.Path,
            Tools = new ToolsConfig { Exec = new ExecConfig { Enabled = true }, Web = new WebConfig { Search = new WebSearchConfig("tavily", new Secret("k"), null, null, 5) } },
        };
        var tools = new AgentTools(config, new Workspaces(config), (_, _, _) => Task.CompletedTask, () => ToolSet.Empty, null!, new Owners(new HashSet<string>()), AgentRig.ToolLog, TimeProvider.System, null!, null!)
        {
            Organisation = new OrganisationRoom(new OrganisationConfig(), _ => null, null!, null!, null!, new Owners(new HashSet<string>()), null!, TimeProvider.System) { MaySend = (_, _, _) => Task.FromResult(true) },
        };
        var names = tools.Of(config.Agents.Default).Select(tool => tool.Declaration.Name).ToList();
        names.Distinct().Count().ShouldBe(names.Count);
        names.Except(KnownTools.Names).ShouldBeEmpty();
        names.ShouldContain("exec");
        KnownTools.Names.ShouldContain("search_knowledge", "only an agent with folders of documents has it");
        tools.Of(config.Agents.Default).Where(tool => tool.OnlyIfNamed).Select(tool => tool.Declaration.Name).ShouldBe(["send_to", "send_work_notice", "message_status", "recall_message"]);
        tools.Of(config.Agents.Default).Where(AgentWorkshop.MayAtDoor).Select(tool => tool.Declaration.Name).ShouldBe(["read_file", "list_dir", "search_files", "web_fetch", "web_search", "read_skill"]);
        tools.Of(config.Agents.Default).Where(AgentWorkshop.MayReview).Select(tool => tool.Declaration.Name)
            .ShouldBe(["read_file", "list_dir", "search_files", "read_skill"], "a form must not talk its reviewer into carrying something away");
        tools.Of(config.Agents.Default).Where(tool => tool.Effect == ToolEffect.None).Select(tool => tool.Declaration.Name)
            .ShouldBe(["read_file", "list_dir", "search_files", "web_fetch", "web_search", "read_skill", "find_people", "list_departments", "get_manager", "message_status", "list_approvals", "read_approval"]);
    }
}
