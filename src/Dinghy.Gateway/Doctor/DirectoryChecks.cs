namespace Dinghy.Gateway.Doctor;

/// <summary>What rules of routing need of the organisation's directory. These calls cost nothing.</summary>
internal static class DirectoryChecks
{
    /// <summary>The whole organisation was asked for, and the application may see some departments.</summary>
    private const string OutOfRange = "50004";

    public static IReadOnlyList<Check<RobotVisit>> All { get; } =
    [
        new("directory.departments", new("能读部门（规则里有 dept_id）", "departments can be read, for rules by dept_id"), robot => Judge(robot, robot.NeedsDepartments, robot.Departments, "qyapi_get_department_list")),
        new("directory.roles", new("能读成员和角色（规则里有 role）", "members and their roles can be read, for rules by role"), robot => Judge(robot, robot.NeedsRoles, robot.Members, "qyapi_get_member")),
    ];

    private static Finding Judge(RobotVisit robot, bool needed, Step? asked, string scope) => asked switch
    {
        _ when !needed => Finding.Ok(new Words("没有这样的规则", "no rule needs it")),
        null => Finding.Skip(robot.Offline ? Skips.Offline : Skips.Earlier),
        { Worked: true } => Finding.Ok(),
        { Fault.Code: OutOfRange } => Finding.Warn(
            new("应用只能看到一部分通讯录；范围之外的人不适用这些规则", "the application sees a part of the directory only: these rules fit nobody outside it"),
            new("需要的话，在开发者后台扩大通讯录权限范围", "widen that range in the developer console if more people are meant"), asked.Told) with { Link = Consoles.Apps },
        _ when RobotChecks.LacksPermission(asked) => RobotChecks.Grant(robot, asked, scope),
        _ => Finding.Warn(
            new("通讯录没有应答；这些规则暂时不起作用", "the directory did not answer: for now these rules do not fit"), new("稍后再试；看应答里的原因", "try again later; its answer says why"), asked.Told),
    };
}
