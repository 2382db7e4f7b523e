using Dinghy.DingTalk.Events;
using Dinghy.DingTalk.Messages;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Routing;

/// <summary>One memory for routing, approvals and tools, and all of it follows the changes.</summary>
public sealed class OrganisationDirectoryTests : IDisposable
{
    private static readonly StaffId s_person = new("u1");

    private readonly DirectoryWorld _world = new();
    private string _manager = "m1";
    private string _head = "h1";
    private string _holder = "r1";

    public OrganisationDirectoryTests() => _world.Answer = (path, body, _) => Task.FromResult(path switch
    {
        "/topapi/v2/department/listparentbyuser" => DirectoryWorld.InFinance,
        "/topapi/v2/department/get" => $$"""{"errcode":0,"result":{"dept_id":1021,"name":"财务","parent_id":102,"dept_manager_userid_list":["{{_head}}"]} }""",
        "/topapi/role/list" => """{"errcode":0,"result":{"hasMore":false,"list":[{"name":"职务","roles":[{"id":100,"name":"总监"}]}]}}""",
        "/topapi/role/simplelist" => $$"""{"errcode":0,"result":{"hasMore":false,"list":[{"userid":"{{_holder}}","name":"R"}]} }""",
        "/topapi/v2/user/list" => $$"""{"errcode":0,"result":{"has_more":false,"list":[{"userid":"{{_holder}}","name":"R"}]} }""",
        _ => $$"""{"errcode":0,"result":{"userid":"u1","name":"U","manager_userid":"{{_manager}}","role_list":[{"id":100,"name":"总监"}]} }""",
    });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Whoever_needs_the_same_asks_for_it_once()
    {
        (await _world.Directory.RolesOfAsync(s_person, Ct)).Roles!.ShouldContain("总监");
        (await _world.Superiors.PersonAsync(s_person, Ct)).Person!.Manager.ShouldBe(new StaffId("m1"));
        (await _world.Whole.PersonAsync(s_person, Ct))!.Name.ShouldBe("U");
        _world.Asked.ShouldHaveSingleItem();
        await _world.Directory.DepartmentsOfAsync(s_person, Ct);
        (await _world.Superiors.HeadsOfAsync(s_person, Ct)).Heads.ShouldBe([new StaffId("h1")]);
        await _world.Whole.DepartmentAsync(1021, Ct);
        _world.Asked.Count.ShouldBe(3, "the way up, and one department");
    }

    [Fact]
    public async Task A_change_of_people_holds_for_all_who_ask_about_them()
    {
        await LookAsync();
        (_manager, _head, _holder) = ("m2", "h2", "r2");
        _world.Whole.Follow(new PeopleEvent("user_modify_org", DirectoryChange.Modified, [new("somebody")])).ShouldBeTrue();
        (await LookAsync()).ShouldBe(("m1", "h2", "r2", "r2"), "lists may have gained or lost somebody; u1 is as before");
        _world.Whole.Follow(new PeopleEvent("user_modify_org", DirectoryChange.Modified, [s_person])).ShouldBeTrue();
        (await LookAsync()).ShouldBe(("m2", "h2", "r2", "r2"));
    }

    [Fact]
    public async Task A_change_of_departments_holds_for_their_heads_and_members()
    {
        await LookAsync();
        (_manager, _head, _holder) = ("m2", "h2", "r2");
        _world.Whole.Follow(new DepartmentEvent("org_dept_modify", DirectoryChange.Modified, [1021])).ShouldBeTrue();
        (await LookAsync()).ShouldBe(("m2", "h2", "r1", "r2"), "who has a role is another matter");
    }

    [Fact]
    public async Task A_change_of_roles_holds_for_who_has_them()
    {
        await LookAsync();
        _holder = "r2";
        _world.Whole.Follow(new RoleEvent("label_user_change", [new("r2")])).ShouldBeTrue();
        (await LookAsync()).ShouldBe(("m1", "h1", "r2", "r1"));
    }

    [Fact]
    public void What_happens_elsewhere_changes_nothing() => _world.Whole.Follow(new OtherEvent("im_cool_app_install", "{}")).ShouldBeFalse();

    private async Task<(string Manager, string Head, string Holder, string Member)> LookAsync() =>
    (
        (await _world.Superiors.PersonAsync(s_person, Ct)).Person!.Manager!.Value.Value,
        (await _world.Superiors.HeadsOfAsync(s_person, Ct)).Heads!.ShouldHaveSingleItem().Value,
        (await _world.Superiors.HoldersOfAsync("总监", Ct)).Holders!.ShouldHaveSingleItem().Id.Value,
        (await _world.Whole.MembersAsync(1021, Ct)).ShouldHaveSingleItem().Id.Value);
}
