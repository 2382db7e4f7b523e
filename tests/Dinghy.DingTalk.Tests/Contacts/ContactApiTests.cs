using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Tests.Support;

namespace Dinghy.DingTalk.Tests.Contacts;

public sealed class ContactApiTests
{
    /// <summary>The sample of DingTalk's page.</summary>
    private const string Person = """
        {"errcode":0,"errmsg":"ok","result":{"userid":"manager75","unionid":"z21HjQliSzpw0YWxxxxx","name":"张三","title":"技术总监","dept_id_list":[2,3],
        "dept_order_list":[{"dept_id":2,"order":1}],"leader_in_dept":[{"dept_id":2,"leader":true}],"manager_userid":"manager240",
        "role_list":[{"id":100,"name":"总监","group_name":"职务"}],"active":true,"admin":true,"boss":false,"senior":false,"real_authed":true,
        "job_number":"4","hired_date":1597573616828,"extension":"{}"},"request_id":"zcqi5450rpit"}
        """;

    /// <summary>The same, as other pages print it: ids and flags as texts, lists as text or as their one object.</summary>
    private const string Odd = """
        {"errcode":"0","errmsg":"ok","result":{"userid":"manager75","unionid":"z21HjQliSzpw0YWxxxxx","name":"张三","title":"技术总监","dept_id_list":"[2,\"3\"]",
        "dept_order_list":{"dept_id":"2","order":"1"},"leader_in_dept":{"dept_id":"2","leader":"true"},"manager_userid":"manager240",
        "role_list":{"id":"100","name":"总监","group_name":"职务"},"active":"true","admin":"true","boss":"false","senior":"false",
        "job_number":4,"hired_date":"1597573616828","extension":"{}"},"request_id":"zcqi5450rpit"}
        """;

    private static ContactApi Api(ApiWorld world) => new(DingTalkEndpoints.Default, world.Tokens, world.Http, world.Time);

    [Theory]
    [InlineData(Person)]
    [InlineData(Odd)]
    public async Task A_person_reads_the_same_however_DingTalk_writes_it(string answer)
    {
        using var world = ApiWorld.Answering(answer);
        var person = await Api(world).GetPersonAsync(new("manager75"), CancellationToken.None);

        (person.Id.Value, person.Name, person.UnionId, person.Title, person.JobNumber, person.Extension).ShouldBe(("manager75", "张三", "z21HjQliSzpw0YWxxxxx", "技术总监", "4", "{}"));
        person.Manager.ShouldBe(new StaffId("manager240"));
        person.Departments.ShouldBe([new(2, Leads: true, Order: 1), new(3, Leads: false, Order: null)]);
        person.Roles.ShouldBe([new(100, "总监", "职务")]);
        (person.Active, person.Admin, person.Boss, person.Senior).ShouldBe((true, true, false, false));
        person.HiredAt.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1597573616828));
        (person.Mobile, person.Email).ShouldBe((null, null));
        world.Call.Url.ToString().ShouldBe("https://oapi.dingtalk.com/topapi/v2/user/get?access_token=t1");
        (world.Call.Body, world.Call.Token, world.Call.ContentType).ShouldBe(("""{"userid":"manager75"}""", null, "application/json; charset=utf-8"));
    }

    [Fact]
    public async Task Other_ids_lead_to_the_staff_id()
    {
        using var world = ApiWorld.Answering("""{"errcode":0,"result":{"contact_type":0,"userid":"u1"}}""", """{"errcode":0,"result":{"userid":12}}""");
        (await Api(world).GetByUnionIdAsync("x/y", CancellationToken.None)).Value.ShouldBe("u1");
        (await Api(world).GetByMobileAsync("13900000000", CancellationToken.None)).Value.ShouldBe("12");
        world.Calls.Select(call => (call.Url.AbsolutePath, call.Body)).ShouldBe(
            [("/topapi/user/getbyunionid", """{"unionid":"x/y"}"""), ("/topapi/v2/user/getbymobile", """{"mobile":"13900000000"}""")]);
    }

    [Fact]
    public async Task A_page_of_people_says_where_the_next_begins()
    {
        using var world = ApiWorld.Answering(
            """{"errcode":0,"result":{"has_more":"true","next_cursor":"10","list":[{"userid":"a","name":"A","leader":true,"dept_order":5,"dept_id_list":[7,9]},{"name":"nobody"}]}}""",
            """{"errcode":0,"result":{"has_more":false,"next_cursor":20,"list":{"userid":"b","name":"B"}}}""",
            """{"errcode":0,"result":{"has_more":true,"next_cursor":10,"list":[]}}""");

        var first = await Api(world).ListPeopleAsync(7, 0, 2, CancellationToken.None);
        first.Next.ShouldBe(10);
        var person = first.People.ShouldHaveSingleItem();
        (person.Id.Value, person.Departments.ShouldHaveSingleItem()).ShouldBe(("a", new Membership(7, Leads: true, Order: 5)));
        (await Api(world).ListPeopleAsync(7, 10, 2, CancellationToken.None)).Next.ShouldBeNull();
        (await Api(world).ListPeopleAsync(7, 10, 2, CancellationToken.None)).Next.ShouldBeNull("a cursor that does not move has no next page");
        world.Calls[0].Body.ShouldBe("""{"dept_id":7,"cursor":0,"size":2}""");
    }

    [Theory]
    [InlineData(-1, 10)]
    [InlineData(0, 0)]
    [InlineData(0, ContactApi.MaxPage + 1)]
    public async Task A_page_out_of_bounds_is_not_asked_for(long cursor, int size)
    {
        using var world = ApiWorld.Answering(Person);
        (await Should.ThrowAsync<DingTalkApiException>(() => Api(world).ListPeopleAsync(1, cursor, size, CancellationToken.None))).Fault.ShouldBe(DingTalkFault.Invalid);
        world.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Departments_and_the_way_up_are_read()
    {
        using var world = ApiWorld.Answering(
            """{"errcode":0,"result":{"userid_list":["u1",2]}}""",
            """{"errcode":0,"result":{"dept_id":"102","name":"财务","parent_id":1,"dept_manager_userid_list":"[\"u1\"]","dept_group_chat_id":"chat1","hide_dept":"true","member_count":3}}""",
            """{"errcode":0,"result":[{"dept_id":101,"name":"研发","parent_id":1},{"dept_id":"102","name":"财务","parent_id":"1"}]}""",
            """{"errcode":0,"result":{"dept_id_list":[101,"102"]}}""",
            """{"errcode":0,"result":{"parent_list":[{"parent_dept_id_list":[1021,102,1]},{"parent_dept_id_list":"[101,1]"},{"parent_dept_id_list":[]}]}}""",
            """{"errcode":0,"result":{"dept_id":1,"name":"公司","parent_id":0}}""");
        var api = Api(world);

        (await api.ListPeopleIdsAsync(102, CancellationToken.None)).Select(id => id.Value).ShouldBe(["u1", "2"]);
        var department = await api.GetDepartmentAsync(102, CancellationToken.None);
        (department.Id, department.Name, department.Parent, department.ChatId, department.Hidden, department.Members).ShouldBe((102, "财务", 1, "chat1", true, 3));
        department.Managers.ShouldBe([new StaffId("u1")]);
        (await api.ListDepartmentsAsync(Department.Root, CancellationToken.None)).Select(d => (d.Id, d.Name, d.Parent)).ShouldBe([(101, "研发", 1), (102, "财务", 1)]);
        (await api.ListDepartmentIdsAsync(Department.Root, CancellationToken.None)).ShouldBe([101, 102]);
        (await api.ListParentsAsync(new("u1"), CancellationToken.None)).ShouldBe([[1021, 102, 1], [101, 1]]);
        (await api.GetDepartmentAsync(1, CancellationToken.None)).Parent.ShouldBeNull();
        world.Calls.Select(call => call.Url.AbsolutePath).ShouldBe([
            "/topapi/user/listid", "/topapi/v2/department/get", "/topapi/v2/department/listsub", "/topapi/v2/department/listsubid",
            "/topapi/v2/department/listparentbyuser", "/topapi/v2/department/get"]);
    }

    [Theory]
    [InlineData("""{"errcode":88,"sub_code":"33012","sub_msg":"无效的USERID","errmsg":"ding talk error","request_id":"r"}""", DingTalkFault.NotFound, "33012")]
    [InlineData("""{"errcode":60121,"errmsg":"找不到该用户","request_id":"r"}""", DingTalkFault.NotFound, "60121")]
    [InlineData("""{"errcode":"60003","errmsg":"部门不存在","request_id":"r"}""", DingTalkFault.NotFound, "60003")]
    [InlineData("""{"errcode":50004,"errmsg":"部门不在授权范围内","request_id":"r"}""", DingTalkFault.Permission, "50004")]
    [InlineData("""{"errcode":0,"errmsg":"ok","result":{}}""", DingTalkFault.BadResponse, "no_userid")]
    [InlineData("""{"errcode":0,"errmsg":"ok"}""", DingTalkFault.BadResponse, "no_result")]
    public async Task What_DingTalk_refuses_has_its_class(string answer, DingTalkFault fault, string code)
    {
        using var world = ApiWorld.Answering(answer);
        var thrown = await Should.ThrowAsync<DingTalkApiException>(() => Api(world).GetPersonAsync(new("x"), CancellationToken.None));
        (thrown.Fault, thrown.Code).ShouldBe((fault, code));
    }

    [Fact]
    public async Task A_missing_scope_is_named()
    {
        using var world = ApiWorld.Answering(
            """{"errcode":88,"sub_code":"60011","sub_msg":"应用尚未开通所需的权限：[qyapi_get_member]，点击链接申请","errmsg":"ding talk error[subcode=60011,submsg=…, {requiredScopes=[qyapi_get_member]}]","request_id":"r1"}""");
        var thrown = await Should.ThrowAsync<DingTalkApiException>(() => Api(world).GetPersonAsync(new("x"), CancellationToken.None));
        (thrown.Fault, thrown.Code, thrown.RequestId).ShouldBe((DingTalkFault.Permission, "60011", "r1"));
        thrown.RequiredScopes.ShouldBe(["qyapi_get_member"]);
    }

    [Fact]
    public async Task A_token_that_was_revoked_is_replaced_once()
    {
        using var world = ApiWorld.Answering("""{"errcode":88,"sub_code":"40014","sub_msg":"不合法的access_token"}""", Person);
        (await Api(world).GetPersonAsync(new("manager75"), CancellationToken.None)).Name.ShouldBe("张三");
        world.Calls.Select(call => call.Url.Query).ShouldBe(["?access_token=t1", "?access_token=t2"]);
    }

    [Fact]
    public async Task A_search_gives_ids_and_says_whether_there_are_more()
    {
        using var world = ApiWorld.Answering("""{"hasMore":true,"totalCount":3,"list":["a","b"]}""", """{"hasMore":false,"totalCount":1,"list":[101]}""");
        var people = await Api(world).SearchPeopleAsync("张", 2, whole: true, CancellationToken.None);
        (string.Join(',', people.Found), people.More).ShouldBe(("a,b", true));
        (await Api(world).SearchDepartmentsAsync("研发", 10, CancellationToken.None)).Found.ShouldBe([101L]);
        world.Calls.Select(call => (call.Url.ToString(), call.Body, call.Token)).ShouldBe(
        [
            ("https://api.dingtalk.com/v1.0/contact/users/search", """{"queryWord":"张","offset":0,"size":2,"fullMatchField":1}""", "t1"),
            ("https://api.dingtalk.com/v1.0/contact/departments/search", """{"queryWord":"研发","offset":0,"size":10}""", "t1"),
        ]);
    }

    [Theory]
    [InlineData("", 5)]
    [InlineData("x", 0)]
    [InlineData("x", 101)]
    public async Task A_search_for_nothing_or_too_much_is_not_asked(string word, int most)
    {
        using var world = ApiWorld.Answering("{}");
        (await Should.ThrowAsync<DingTalkApiException>(() => Api(world).SearchPeopleAsync(word, most, whole: false, CancellationToken.None))).Fault.ShouldBe(DingTalkFault.Invalid);
        world.Calls.ShouldBeEmpty();
    }
}
