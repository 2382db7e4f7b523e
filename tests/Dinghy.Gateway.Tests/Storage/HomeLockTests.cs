using System.Globalization;
using Dinghy.Gateway.Storage;
using Dinghy.Gateway.Tests.Support;

namespace Dinghy.Gateway.Tests.Storage;

public sealed class HomeLockTests : IDisposable
{
    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void The_second_take_fails_and_names_the_process_that_holds_the_home()
    {
        using var first = HomeLock.Take(_home.Path);
        var held = Should.Throw<StoreException>(() => HomeLock.Take(_home.Path));
        held.Fault.ShouldBe(StoreFault.Locked);
        held.Message.ShouldContain(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        held.Message.ShouldContain(_home.Path);
    }

    [Fact]
    public void Only_a_home_that_is_held_now_looks_held()
    {
        HomeLock.IsHeld(_home.Path).ShouldBeFalse("nobody ever took it");
        using (HomeLock.Take(_home.Path)) HomeLock.IsHeld(_home.Path).ShouldBeTrue();
        HomeLock.IsHeld(_home.Path).ShouldBeFalse("its lock file stays");
        HomeLock.IsHeld(Path.Combine(_home.Path, "nowhere")).ShouldBeFalse();
    }

    [Fact]
    public void A_home_that_was_let_go_can_be_taken_again()
    {
        HomeLock.Take(_home.Path).Dispose();
        using var again = HomeLock.Take(_home.Path);
        again.ShouldNotBeNull();
    }

    [Fact]
    public void A_home_is_made_when_it_is_not_there()
    {
        var home = Path.Combine(_home.Path, "a", "b");
        using var taken = HomeLock.Take(home);
        Directory.Exists(home).ShouldBeTrue();
    }

    [Fact]
    public void A_home_that_can_not_be_made_is_unreachable()
    {
        var file = Path.Combine(_home.Path, "file");
        File.WriteAllText(file, "");
        Should.Throw<StoreException>(() => HomeLock.Take(file)).Fault.ShouldBe(StoreFault.Unreachable);
    }

    [Fact]
    public void The_note_of_a_process_long_gone_is_not_blamed_for_a_folder_that_can_not_be_written()
    {
        File.WriteAllText(Path.Combine(_home.Path, "gateway.pid"), "4711");
        Directory.CreateDirectory(Path.Combine(_home.Path, "gateway.lock"));
        var unwritable = Should.Throw<StoreException>(() => HomeLock.Take(_home.Path));
        unwritable.Fault.ShouldBe(StoreFault.Unreachable);
        unwritable.Message.ShouldNotContain("4711");
    }

    [Fact]
    public void A_take_that_failed_halfway_holds_nothing()
    {
        var pid = Path.Combine(_home.Path, "gateway.pid");
        Directory.CreateDirectory(pid);
        Should.Throw<StoreException>(() => HomeLock.Take(_home.Path)).Fault.ShouldBe(StoreFault.Unreachable);
        Directory.Delete(pid);
        using var taken = HomeLock.Take(_home.Path);
        taken.ShouldNotBeNull();
    }
}
