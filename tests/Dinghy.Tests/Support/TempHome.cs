namespace Dinghy.Tests.Support;

/// <summary>A home folder that goes away with its test.</summary>
internal sealed class TempHome : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("dinghy-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public TempHome With(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return this;
    }

    public Task<ProgramRun> RunAsync(params string[] args) => ProgramRun.OfAsync([.. args, "--home", Path]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
