using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;

namespace Dinghy.Gateway.Tests.Tools;

public sealed class WorkspacesTests : IDisposable
{
    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("finance", true)]
    [InlineData("default", false)]
    [InlineData("left", false)]
    public void A_file_of_one_agent_is_not_another_ones_to_send(string agent, bool opens)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_home.Path, "finance")).FullName, "budget.pdf");
        File.WriteAllText(file, "%PDF");
        var workspaces = new Workspaces(new DinghyConfig
        {
            Home = _home.Path,
            Agents = new AgentsConfig
            {
                Default = new AgentConfig { Workspace = Path.Combine(_home.Path, "usual") },
                List = [new AgentConfig { Id = "finance", Workspace = Path.Combine(_home.Path, "finance") }],
            },
        });
        var opened = workspaces.Open(agent, file) as Workspace.Opened.File;
        opened?.Handle.Dispose();
        (opened is not null).ShouldBe(opens);
    }
}
