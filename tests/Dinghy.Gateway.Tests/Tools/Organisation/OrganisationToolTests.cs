using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Routing;
using Dinghy.Gateway.Tests.Support;
using Dinghy.Gateway.Tools;
using Dinghy.Gateway.Tools.Organisation;

namespace Dinghy.Gateway.Tests.Tools.Organisation;

public sealed class OrganisationToolTests : IDisposable
{
    private const string Search = "/v1.0/contact/users/search";
    private const string UserGet = "/topapi/v2/user/get";

    private const string Instance = """
        {"result":{"title":"张三的请假","originatorUserId":"staff-1","status":"RUNNING","result":"","approverUserIds":["boss"],"ccUserIds":["copied"],
        "operationRecords":[{"userId":"staff-1","type":"START_PROCESS_INSTANCE","result":"NONE"}],"tasks":[{"taskId":1,"userId":"boss","status":"RUNNING","result":"NONE"}],
        "formComponentValues":[{"name":"事由","value":"回家","componentType":"TextField"}]},"success":"true"}
        """;

    private readonly OfficeWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_name_that_several_have_is_asked_back_and_nothing_goes()
    {
        People(("u1", "张三", "会计"), ("u2", "张三", "工程师"));
        var result = await _world.RunAsync(new SendTo(_world.Room), ("people", new List<object?> { "张三" }), ("text", "hi"));
        result.Failed.ShouldBeTrue();
        result.Text.ShouldContain("张三 (u1, 会计); 张三 (u2, 工程师)");
        _world.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task Up_to_the_number_it_goes_at_once_and_above_only_with_the_confirm_of_the_very_preview()
    {
        People(("u1", "张三", null), ("u2", "李四", null));
        _world.Config = new OrganisationConfig { ConfirmAbove = 1 };
        var tool = new SendTo(_world.Room);
        (await _world.RunAsync(tool, ("people", new List<object?> { "u1" }), ("text", "hi"))).Failed.ShouldBeFalse();
        _world.Sent.Single().To.People.Select(person => person.Name).ShouldBe(["张三"]);

        var both = new List<object?> { "u1", "u2" };
        var preview = await _world.RunAsync(tool, ("people", both), ("text", "hi"));
        (preview.Failed, _world.Sent.Count).ShouldBe((false, 1));
        var confirm = preview.Text.Split('\n')[^1];
        confirm.ShouldStartWith("2 people/人: 张三, 李四 #");
        foreach (var (people, text, said) in new[] { (both, "ho", confirm), (["u1"], "hi", confirm), (both, "hi", confirm + " "), (both, "hi", "yes") })
        {
            var refused = await _world.RunAsync(tool, ("people", people), ("text", text), ("confirm", said == confirm + " " ? confirm[..^1] : said));
            (refused.Failed, _world.Sent.Count).ShouldBe((true, 1));
        }

        (await _world.RunAsync(tool, ("people", both), ("text", "hi"), ("confirm", confirm))).Failed.ShouldBeFalse();
        _world.Sent.Count.ShouldBe(2);
    }

    [Fact]
    public void Whatever_the_operator_allows_what_was_previewed_is_asked_of_a_person()
    {
        var tool = new SendTo(_world.Room);
        var rules = new ToolRules(new ToolsConfig { Policy = new Dictionary<string, ToolPolicy> { ["*"] = ToolPolicy.Allow } }, new AgentConfig());
        rules.Of(tool, tool.TermsOf(new ToolInput([KeyValuePair.Create("confirm", (object?)"x")]))).ShouldBe(ToolPolicy.Ask);
        rules.Of(tool, tool.TermsOf(new ToolInput([]))).ShouldBe(ToolPolicy.Allow);
    }

    [Fact]
    public async Task Many_calls_of_one_turn_are_as_one_before_the_number_that_needs_no_yes()
    {
        People(("u1", "a", null), ("u2", "b", null), ("u3", "c", null));
        _world.Config = new OrganisationConfig { ConfirmAbove = 2 };
        var tool = new SendTo(_world.Room);
        foreach (var id in new[] { "u1", "u2", "u2" }) (await _world.RunInTurnAsync(tool, ("people", new List<object?> { id }), ("text", "hi"))).Dispatched.ShouldBeTrue();
        (await _world.RunInTurnAsync(tool, ("people", new List<object?> { "u3" }), ("text", "hi"))).Text.ShouldStartWith("Not sent yet. Preview");
        _world.Sent.Count.ShouldBe(3);
    }

    [Fact]
    public async Task What_the_rules_for_content_stop_goes_to_nobody_and_is_not_even_previewed()
    {
        People(("u1", "a", null), ("u2", "b", null));
        _world.Config = new OrganisationConfig { ConfirmAbove = 1 };
        foreach (var people in new List<object?>[] { ["u1"], ["u1", "u2"] })
        {
            var stopped = await _world.RunAsync(new SendTo(_world.Room), ("people", people), ("text", "a forbidden word"));
            (stopped.Failed, stopped.Text.Contains("rules for content", StringComparison.Ordinal)).ShouldBe((true, true));
        }

        _world.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task Too_many_people_are_not_sent_to()
    {
        People(("u1", "a", null), ("u2", "b", null));
        _world.Config = new OrganisationConfig { MaxRecipients = 1 };
        (await _world.RunAsync(new SendTo(_world.Room), ("people", new List<object?> { "u1", "u2" }), ("text", "hi"))).Text.ShouldContain("max_recipients allows 1");
        _world.Sent.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, "ding-corp", false)]
    [InlineData("staff-1", "ding-other", false)]
    [InlineData("staff-1", "ding-corp", true)]
    public async Task Only_the_organisations_own_people_hear_of_it(string? staff, string corp, bool hears)
    {
        People(("u1", "张三", null));
        var result = await _world.RunAsync(new FindPeople(_world.Room), new Said { Staff = staff, SenderCorp = corp }, ("name", "u1"));
        result.Failed.ShouldBe(!hears);
        if (!hears) _world.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Telephone_numbers_are_told_only_where_they_are_configured()
    {
        _world.Answers[UserGet] = _ => """{"errcode":0,"result":{"userid":"u1","name":"张三","mobile":"13900000001","org_email":"a@corp.example"}}""";
        (await _world.RunAsync(new FindPeople(_world.Room), ("name", "u1"))).Text.ShouldNotContain("13900000001");
        _world.Config = new OrganisationConfig { ContactDetails = true };
        (await _world.RunAsync(new FindPeople(_world.Room), ("name", "u1"))).Text.ShouldSatisfyAllConditions(text => text.ShouldContain("13900000001"), text => text.ShouldContain("a@corp.example"));
    }

    [Theory]
    [InlineData("staff-1", true)]
    [InlineData("boss", true)]
    [InlineData("copied", true)]
    [InlineData("stranger", false)]
    public async Task An_approval_is_read_to_whoever_takes_part_and_to_nobody_else(string staff, bool reads)
    {
        _world.Answers["/v1.0/workflow/processInstances"] = _ => Instance;
        var result = await _world.RunAsync(new ReadApproval(_world.Room), new Said { Staff = staff }, ("id", "p1"));
        if (reads) result.Text.ShouldSatisfyAllConditions(text => text.ShouldContain("回家"), text => text.ShouldContain("\"waits_for\":[\"boss\"]"));
        else (result.Failed, result.Text).ShouldBe((true, "Not read: there is no such approval that the person who asks has a part in."));
    }

    [Fact]
    public async Task Approvals_are_listed_by_form_and_only_ones_own()
    {
        _world.Config = new OrganisationConfig { Processes = new Dictionary<string, string> { ["请假"] = "PROC-1", ["报销"] = "PROC-2" } };
        _world.Answers["/v1.0/workflow/processes/instanceIds/query"] = _ => """{"result":{"list":["p1"],"nextToken":"0"},"success":true}""";
        _world.Answers["/v1.0/workflow/processInstances"] = _ => Instance;
        (await _world.RunAsync(new ListApprovals(_world.Room))).Text.ShouldContain("there are: 请假, 报销");
        (await _world.RunAsync(new ListApprovals(_world.Room), ("process", "请假"), ("status", "running"))).Text.ShouldContain("张三的请假");
        var asked = _world.Asked.First(one => one.Contains("instanceIds", StringComparison.Ordinal));
        asked.ShouldSatisfyAllConditions(one => one.ShouldContain("PROC-1"), one => one.ShouldContain("\"staff-1\""), one => one.ShouldContain("RUNNING"));
        (await _world.RunAsync(new ListApprovals(_world.Room), new Said { Staff = "somebody" }, ("process", "请假"))).Text.ShouldNotContain("张三的请假");
    }

    [Fact]
    public async Task What_the_directory_told_is_remembered_a_while_and_stands_in_while_it_is_down()
    {
        People(("u1", "张三", null));
        var tool = new FindPeople(_world.Room);
        await _world.RunAsync(tool, ("name", "u1"));
        var asked = _world.Asked.Count;
        await _world.RunAsync(tool, ("name", "u1"));
        _world.Asked.Count.ShouldBe(asked, "fresh");

        _world.Answers[UserGet] = _ => """{"errcode":-1,"errmsg":"系统繁忙"}""";
        _world.Time.Advance(Ages.Fresh);
        (await _world.RunAsync(tool, ("name", "u1"))).Text.ShouldContain("张三");
        _world.Time.Advance(Ages.Usable);
        var down = await _world.RunAsync(tool, ("name", "u1"));
        (down.Failed, down.Note!.English).ShouldBe((true, "This could not be looked up: DingTalk does not answer now (-1). Please try later; everything else works."));
    }

    [Fact]
    public async Task A_permission_that_was_taken_away_is_told_and_not_covered_up()
    {
        People(("u1", "张三", null));
        var tool = new FindPeople(_world.Room);
        await _world.RunAsync(tool, ("name", "u1"));
        _world.Time.Advance(Ages.Fresh);
        _world.Answers[UserGet] = _ => """{"errcode":88,"sub_code":"60011","sub_msg":"…","errmsg":"x, {requiredScopes=[qyapi_get_member]}","request_id":"r1"}""";
        (await _world.RunAsync(tool, ("name", "u1"))).Text.ShouldContain("lacks DingTalk's permission qyapi_get_member (60011)");
    }

    [Fact]
    public async Task A_work_notice_without_a_number_of_the_app_says_so()
    {
        var result = await _world.RunAsync(new SendWorkNotice(_world.Room), ("people", "u1"), ("title", "t"), ("text", "x"));
        (result.Failed, result.Note!.Chinese.Contains("agent_id", StringComparison.Ordinal)).ShouldBe((true, true));
        _world.Asked.ShouldBeEmpty();
    }

    [Fact]
    public void Names_can_not_look_like_the_rest_of_the_preview()
    {
        var shown = Confirmation.Of(new Addressed([new("u1", "a, b #1\n[x]")], [new("cid1", "群")]), "hi", "robot");
        shown.ShouldStartWith("1 people/人 + 1 groups/群: [群], a b 1x #");
        Confirmation.Of(new Addressed([new("u1", "a, b #1\n[x]")], [new("cid1", "群")]), "hi", "work_notice").ShouldNotBe(shown);
    }

    private void People(params (string Id, string Name, string? Title)[] people)
    {
        _world.Answers[Search] = body => $$"""{"hasMore":false,"list":[{{string.Join(',', people.Where(person => body.Contains($"\"{person.Name}\"", StringComparison.Ordinal)).Select(person => $"\"{person.Id}\""))}}]}""";
        _world.Answers[UserGet] = body => people.FirstOrDefault(person => body.Contains($"\"{person.Id}\"", StringComparison.Ordinal)) is { Id: { } id } found
            ? $$"""{"errcode":0,"result":{"userid":"{{id}}","name":"{{found.Name}}","title":"{{found.Title}}"} }"""
            : """{"errcode":60121,"errmsg":"找不到该用户"}""";
    }
}
