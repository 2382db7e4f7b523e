namespace Dinghy.Emulator.Tests;

public sealed class ContactTests
{
    private static async Task<Reply> AskAsync(EmulatorServer server, string path, string body, string? token = null, string type = "application/json") =>
        await server.PostAsync($"{path}?access_token={token ?? await server.TokenAsync()}", body, type: type);

    [Fact]
    public async Task A_person_has_departments_roles_and_a_manager()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        var boss = (await AskAsync(server, "/topapi/v2/user/get", """{"userid":"manager75"}""")).Json;
        boss.GetProperty("errcode").GetInt32().ShouldBe(0);
        boss.GetProperty("request_id").GetString().ShouldNotBeNullOrEmpty();
        var result = boss.GetProperty("result");
        result.GetProperty("dept_id_list").ToString().ShouldBe("[101,102]");
        result.GetProperty("leader_in_dept").ToString().ShouldBe("""[{"dept_id":101,"leader":true},{"dept_id":102,"leader":false}]""");
        result.GetProperty("role_list").ToString().ShouldBe("""[{"id":100,"name":"总监","group_name":"职务"}]""");
        result.GetProperty("admin").GetBoolean().ShouldBeTrue();
        (await AskAsync(server, "/topapi/v2/user/get", "userid=user002", type: "application/x-www-form-urlencoded")).Json.GetProperty("result").GetProperty("manager_userid").GetString().ShouldBe("manager75");

        var union = result.GetProperty("unionid").GetString();
        (await AskAsync(server, "/topapi/user/getbyunionid", $$"""{"unionid":"{{union}}"}""")).Json.GetProperty("result").ToString().ShouldBe("""{"contact_type":0,"userid":"manager75"}""");
        (await AskAsync(server, "/topapi/v2/user/getbymobile", """{"mobile":"13900000002"}""")).Json.GetProperty("result").ToString().ShouldBe("""{"userid":"user002"}""");
    }

    [Fact]
    public async Task Departments_form_a_tree_and_people_their_way_up()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        (await AskAsync(server, "/topapi/v2/department/listsub", "{}")).Json.GetProperty("result").EnumerateArray().Select(d => d.GetProperty("dept_id").GetInt64()).ShouldBe([101, 102]);
        (await AskAsync(server, "/topapi/v2/department/listsubid", """{"dept_id":101}""")).Json.GetProperty("result").ToString().ShouldBe("""{"dept_id_list":[1011]}""");
        var root = (await AskAsync(server, "/topapi/v2/department/get", """{"dept_id":1}""")).Json.GetProperty("result");
        root.TryGetProperty("parent_id", out _).ShouldBeFalse();
        (await AskAsync(server, "/topapi/v2/department/get", """{"dept_id":"101"}""")).Json.GetProperty("result").GetProperty("dept_manager_userid_list").ToString().ShouldBe("""["manager75"]""");
        (await AskAsync(server, "/topapi/v2/department/listparentbyuser", """{"userid":"user002"}""")).Json.GetProperty("result").ToString()
            .ShouldBe("""{"parent_list":[{"parent_dept_id_list":[1011,101,1]}]}""");
        (await AskAsync(server, "/topapi/user/listid", """{"dept_id":102}""")).Json.GetProperty("result").ToString().ShouldBe("""{"userid_list":["manager75"]}""");
    }

    [Fact]
    public async Task People_of_a_department_come_in_pages()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        foreach (var id in new[] { "a", "b", "c" })
        {
            server.World.AddPerson(id, id);
            server.World.PlacePerson(id, new OrgPlace { Departments = [1011], Leads = id == "b" ? [1011] : [] });
        }

        var first = (await AskAsync(server, "/topapi/v2/user/list", """{"dept_id":1011,"cursor":0,"size":3}""")).Json.GetProperty("result");
        (first.GetProperty("has_more").GetBoolean(), first.GetProperty("next_cursor").GetInt64()).ShouldBe((true, 3));
        first.GetProperty("list").EnumerateArray().Select(p => (p.GetProperty("userid").GetString(), p.GetProperty("leader").GetBoolean())).ShouldBe([("user002", false), ("a", false), ("b", true)]);
        var last = (await AskAsync(server, "/topapi/v2/user/list", """{"dept_id":1011,"cursor":3,"size":3}""")).Json.GetProperty("result");
        (last.GetProperty("has_more").GetBoolean(), last.TryGetProperty("next_cursor", out _)).ShouldBe((false, false));
        last.GetProperty("list")[0].TryGetProperty("role_list", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("/topapi/v2/user/get", "{}", "33012")]
    [InlineData("/topapi/v2/user/get", """{"userid":"nobody"}""", "60121")]
    [InlineData("/topapi/v2/user/get", "[]", "40035")]
    [InlineData("/topapi/user/getbyunionid", """{"unionid":"x"}""", "60121")]
    [InlineData("/topapi/v2/user/getbymobile", """{"mobile":"1"}""", "60121")]
    [InlineData("/topapi/v2/user/list", """{"dept_id":1,"cursor":0}""", "40035")]
    [InlineData("/topapi/v2/user/list", """{"dept_id":1,"cursor":0,"size":101}""", "40035")]
    [InlineData("/topapi/user/listid", """{"dept_id":9}""", "60003")]
    [InlineData("/topapi/v2/department/get", "{}", "40035")]
    [InlineData("/topapi/v2/department/get", """{"dept_id":102}""", "50004")]
    [InlineData("/topapi/v2/department/listparentbyuser", """{"userid":"nobody"}""", "33012")]
    public async Task What_is_wrong_has_DingTalks_code(string path, string body, string code)
    {
        await using var server = await EmulatorServer.StartAsync(new() { VisibleDepartments = [1, 101] });
        var reply = await AskAsync(server, path, body);
        (reply.Status, reply["errcode"]).ShouldBe((200, code));
        reply["request_id"].ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task People_of_other_organisations_are_in_no_directory()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        server.World.AddPerson("ext", "外人", external: true);
        (await AskAsync(server, "/topapi/v2/user/get", """{"userid":"ext"}"""))["errcode"].ShouldBe("60121");
        Should.Throw<ArgumentException>(() => server.World.PlacePerson("ext", new OrgPlace()));
    }

    [Fact]
    public async Task Token_scope_and_rate_errors_come_under_88()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        (await server.PostAsync("/topapi/v2/user/get", """{"userid":"manager75"}""", token: await server.TokenAsync()))["sub_code"].ShouldBe("40000", "the token belongs into the query");
        var bad = await AskAsync(server, "/topapi/v2/user/get", """{"userid":"manager75"}""", token: "x");
        (bad["errcode"], bad["sub_code"]).ShouldBe(("88", "40014"));
        server.World.Faults.Set(new Fault(FaultKind.ScopeMissing) { Api = "dept_parents", Times = 1 });
        var scope = await AskAsync(server, "/topapi/v2/department/listparentbyuser", """{"userid":"manager75"}""");
        (scope["errcode"], scope["sub_code"]).ShouldBe(("88", "60011"));
        scope["errmsg"]!.ShouldContain("{requiredScopes=[qyapi_get_department_list]}");
        server.World.Faults.Set(new Fault(FaultKind.Throttle) { Times = 1 });
        (await AskAsync(server, "/topapi/user/listid", """{"dept_id":1}"""))["sub_code"].ShouldBe("90018");
        server.World.Faults.Set(new Fault(FaultKind.Errcode) { Api = "user_get", Times = 1 });
        (await AskAsync(server, "/topapi/v2/user/get", """{"userid":"manager75"}"""))["errcode"].ShouldBe("-1");
    }

    [Fact]
    public async Task The_directory_costs_nothing_of_the_monthly_allowance()
    {
        await using var server = await EmulatorServer.StartAsync(new() { MonthlyApiCalls = 0 });
        (await AskAsync(server, "/topapi/v2/user/get", """{"userid":"manager75"}"""))["errcode"].ShouldBe("0");
        server.World.Quota.ApiCalls.ShouldBe(0);
    }

    [Fact]
    public async Task With_quirks_numbers_are_texts_and_a_list_of_one_is_bare()
    {
        await using var server = await EmulatorServer.StartAsync(new() { LegacyQuirks = true });
        var person = (await AskAsync(server, "/topapi/v2/user/get", """{"userid":"user002"}""")).Json;
        person.GetProperty("errcode").GetString().ShouldBe("0");
        var result = person.GetProperty("result");
        result.GetProperty("dept_id_list").GetString().ShouldBe("[1011]");
        result.GetProperty("active").GetString().ShouldBe("true");
        result.GetProperty("dept_order_list").ToString().ShouldBe("""{"dept_id":"1011","order":"1"}""");
    }

    [Fact]
    public async Task The_organisation_can_be_set_over_http()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        (await server.PostAsync("/_emulator/departments", """{"id":200,"name":"法务","parent":102}""")).Status.ShouldBe(200);
        (await server.PostAsync("/_emulator/departments", """{"id":102,"name":"财务","parent":200}""")).Status.ShouldBe(400, "a department can not be below itself");
        var people = await server.PostAsync("/_emulator/people", """{"staffId":"u9","nick":"赵六","departments":[200],"roles":[{"id":7,"name":"法务"}],"manager":"manager75"}""");
        people.Json.EnumerateArray().Last().GetProperty("place").GetProperty("departments").ToString().ShouldBe("[200]");
        (await AskAsync(server, "/topapi/v2/department/listparentbyuser", """{"userid":"u9"}""")).Json.GetProperty("result").ToString().ShouldContain("[200,102,1]");
        (await server.GetAsync("/_emulator/departments")).Json.EnumerateArray().Select(d => d.GetProperty("id").GetInt64()).ShouldBe([1, 101, 102, 200, 1011]);
        (await server.PostAsync("/_emulator/people", """{"staffId":"u8","departments":[999]}""")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task People_and_departments_are_found_by_name_within_what_the_app_may_see()
    {
        await using var server = await EmulatorServer.StartAsync(new() { VisibleDepartments = [1, 101, 1011] });
        server.World.AddPerson("guest", "张外", external: true);
        server.World.AddPerson("money", "张会计");
        server.World.PlacePerson("money", new OrgPlace { Departments = [102] });
        var token = await server.TokenAsync();
        async Task<string> FoundAsync(string what, string body) => (await server.PostAsync($"/v1.0/contact/{what}/search", body, token)).Body;
        (await FoundAsync("users", """{"queryWord":"张","offset":0,"size":10}""")).ShouldBe("""{"hasMore":false,"totalCount":1,"list":["manager75"]}""");
        (await FoundAsync("users", """{"queryWord":"张","offset":0,"size":10,"fullMatchField":1}""")).ShouldContain("\"list\":[]");
        (await FoundAsync("departments", """{"queryWord":"部","offset":0,"size":1}""")).ShouldBe("""{"hasMore":false,"totalCount":1,"list":[101]}""");
        (await FoundAsync("users", """{"offset":0,"size":10}""")).ShouldContain("MissingqueryWord");
        (await FoundAsync("users", """{"queryWord":"张","offset":0,"size":101}""")).ShouldContain("invalidParameter");
        server.World.Quota.ApiCalls.ShouldBe(0);
    }

    [Fact]
    public async Task One_scope_can_be_missing_alone()
    {
        await using var server = await EmulatorServer.StartAsync(new());
        server.World.Faults.Set(new Fault(FaultKind.ScopeMissing) { Target = "qyapi_get_member" });
        server.World.Faults.Set(new Fault(FaultKind.ScopeMissing) { Target = "qyapi_addresslist_search", Times = 1 });
        (await AskAsync(server, "/topapi/v2/user/get", """{"userid":"user002"}""")).Body.ShouldContain("requiredScopes=[qyapi_get_member]");
        (await AskAsync(server, "/topapi/v2/department/get", """{"dept_id":1}"""))["errcode"].ShouldBe("0");
        (await server.PostAsync("/v1.0/contact/users/search", """{"queryWord":"张","offset":0,"size":1}""", await server.TokenAsync())).Body.ShouldContain("\"requiredScopes\":[\"qyapi_addresslist_search\"]");
    }
}
