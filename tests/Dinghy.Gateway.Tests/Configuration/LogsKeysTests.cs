using Microsoft.Extensions.Logging;

namespace Dinghy.Gateway.Tests.Configuration;

public sealed class LogsKeysTests
{
    [Fact]
    public void Logs_are_files_of_bounded_size_without_texts_unless_said_otherwise()
    {
        var usual = ConfigWorld.WithPair().Good().Logs;
        (usual.Files, usual.Level, usual.MaxFileMegabytes, usual.MaxFiles, usual.MaxTotalMegabytes, usual.Texts).ShouldBe((true, LogLevel.Information, 20, 30, 200, false));
        var other = ConfigWorld.WithPair().Put(ConfigWorld.DefaultFile, """
            { "logs": { "files": false, "level": "warn", "max_file_mb": 5, "max_files": 2, "max_total_mb": 9, "texts": true } }
            """).Good().Logs;
        (other.Files, other.Level, other.MaxFileMegabytes, other.MaxFiles, other.MaxTotalMegabytes, other.Texts).ShouldBe((false, LogLevel.Warning, 5, 2, 9, true));
    }

    [Fact]
    public void A_level_that_nobody_knows_is_a_fault() =>
        ConfigWorld.WithPair().Put(ConfigWorld.DefaultFile, """{ "logs": { "level": "loud" } }""").Load().Faults.ShouldHaveSingleItem().Path.ShouldBe("logs.level");
}
