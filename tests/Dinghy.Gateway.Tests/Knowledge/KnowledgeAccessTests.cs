using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Knowledge;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Knowledge;

public sealed class KnowledgeAccessTests : IDisposable
{
    private static readonly KnowledgeFolder[] s_folders =
    [
        Folder("open"),
        Folder("people", people: ["ann"]),
        Folder("finance", departments: [102]),
        Folder("whole", departments: [1]),
        Folder("group", groups: ["cid-g"]),
        Folder("nobody"),
    ];

    private readonly DirectoryWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task In_private_the_person_and_their_departments_decide()
    {
        (await VisibleAsync("ann", null)).ShouldBe("open people finance whole");
        (await VisibleAsync("bob", null)).ShouldBe("open finance whole");
    }

    [Fact]
    public async Task In_a_group_the_group_alone_decides_since_all_read_the_answer()
    {
        (await VisibleAsync("ann", "cid-g")).ShouldBe("open group");
        (await VisibleAsync("ann", "cid-other")).ShouldBe("open");
    }

    [Fact]
    public async Task What_is_not_known_of_a_person_is_not_true_of_them()
    {
        (await VisibleAsync(null, null)).ShouldBe("open");
        _world.Answer = (_, _, _) => Task.FromResult(DirectoryWorld.NoScope);
        (await VisibleAsync("bob", null)).ShouldBe("open");
        (await VisibleAsync("ann", null, account: "elsewhere")).ShouldBe("open people");
    }

    [Fact]
    public async Task Where_private_chats_share_one_memory_what_is_for_some_is_for_nobody() =>
        (await VisibleAsync("ann", null, shared: true)).ShouldBe("open");

    [Fact]
    public async Task The_directory_is_asked_only_where_it_decides()
    {
        var access = new KnowledgeAccess(new Dictionary<string, PersonDirectory> { ["main"] = _world.Directory }, _ => false);
        await access.VisibleAsync([s_folders[0], s_folders[1]], new Asker("main", "ann", null), TestContext.Current.CancellationToken);
        _world.Asked.ShouldBeEmpty();
    }

    private async Task<string> VisibleAsync(string? person, string? group, string account = "main", bool shared = false)
    {
        var access = new KnowledgeAccess(new Dictionary<string, PersonDirectory> { ["main"] = _world.Directory }, _ => shared);
        return string.Join(' ', (await access.VisibleAsync(s_folders, new Asker(account, person, group), TestContext.Current.CancellationToken)).Select(folder => folder.Name));
    }

    private static KnowledgeFolder Folder(string name, string[]? people = null, long[]? departments = null, string[]? groups = null) => new()
    {
        Path = $"/{name}",
        Name = name,
        VisibleTo = people is null && departments is null && groups is null && name == "open" ? null : new Visibility(Accounts.Ids(people ?? []), (departments ?? []).ToHashSet(), Accounts.Ids(groups ?? [])),
    };
}
