namespace Dinghy.Bench.Driver;

/// <summary>How much is measured, and what.</summary>
/// <param name="Gateway">The ordinary Release build.</param>
/// <param name="Published">A published single file; null: no such row.</param>
/// <param name="Runs">Rounds; each measures every row once.</param>
/// <param name="Messages">Sequential messages of a round.</param>
/// <param name="Chats">Chats of the large burst, of twenty messages each.</param>
/// <param name="Quiet">Without traffic before memory is read.</param>
/// <param name="Write">Files whose table is replaced.</param>
/// <param name="Only">Rows to measure; empty: all.</param>
/// <param name="Cards">That stream at once.</param>
/// <param name="Seconds">An answer in one of them lasts.</param>
internal sealed record BenchOptions(
    string Gateway, string? Published, int Runs, int Messages, int Chats, TimeSpan Quiet, IReadOnlyList<string> Write, IReadOnlyList<string> Only, int Cards, int Seconds)
{
    /// <exception cref="ArgumentException">An unknown option, or one without its value.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> args)
    {
        var options = new BenchOptions("", null, Runs: 5, Messages: 600, Chats: 200, TimeSpan.FromSeconds(5), [], [], Cards: 500, Seconds: 60);
        for (var i = 0; i < args.Count; i++)
        {
            options = args[i] switch
            {
                "--gateway" => options with { Gateway = Value() },
                "--published" => options with { Published = Value() },
                "--runs" => options with { Runs = Number() },
                "--quick" => options with { Runs = 1, Messages = 200, Chats = 50, Quiet = TimeSpan.FromSeconds(1), Cards = 100, Seconds = 15 },
                "--write" => options with { Write = [.. options.Write, Value()] },
                "--cards" => options with { Cards = Number() },
                "--seconds" => options with { Seconds = Number() },
                "--only" => options with { Only = Value().Split(',') },
                var unknown => throw new ArgumentException($"Unknown option '{unknown}'. Known: --runs N, --quick, --published, --only NAME,NAME, --cards N, --seconds N, --write FILE."),
            };

            string Value() => ++i < args.Count ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a value.");

            int Number() => int.TryParse(Value(), out var number) && number > 0 ? number : throw new ArgumentException($"{args[i - 1]} needs a number from 1.");
        }

        return options.Gateway.Length > 0 ? options : throw new ArgumentException("--gateway FILE is missing.");
    }
}
