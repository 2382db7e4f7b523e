using Dinghy.Gateway.Conversations;
using Dinghy.Gateway.Doctor;
using Spectre.Console;

namespace Dinghy.Cli.Setup;

/// <summary>Asks a person at a terminal, line by line: this works without colours, without a mouse and in a narrow window. Words go to stderr; secrets are not echoed.</summary>
internal sealed class Dialog
{
    /// <summary>What a person types to go back.</summary>
    private const string Back = "<";

    private const int WidthOfASpinner = 60;

    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(Console.Error) });

    private Dialog(Language language) => Language = language;

    public Language Language { get; }

    /// <summary>Null: nobody is there who could be asked.</summary>
    public static Dialog? AtTerminal(Language language) => Console.IsInputRedirected || Console.IsErrorRedirected ? null : new(language);

    public void Say(Words words) => _console.WriteLine(Cleaned(words.In(Language)));

    public void Line(string words) => _console.WriteLine(Cleaned(words));

    /// <summary>Whole, however wide the window is: an address is copied or clicked.</summary>
    public static void Address(string address) => Console.Error.WriteLine($"  {Cleaned(address)}");

    /// <summary>A line that stands out where there are colours.</summary>
    public void Title(Words words)
    {
        _console.WriteLine();
        _console.Write(new Text(Cleaned(words.In(Language)) + "\n", new Style(decoration: Decoration.Bold)));
    }

    /// <summary>Null: the person wants to go back.</summary>
    /// <param name="question">Without a colon.</param>
    /// <param name="usual">What an empty line means; null: an empty line is no answer.</param>
    /// <param name="fault">What is wrong with an answer; null: nothing.</param>
    /// <param name="ct">Ctrl-C.</param>
    public async Task<string?> AskAsync(Words question, string? usual, Func<string, Words?>? fault, CancellationToken ct)
    {
        while (true)
        {
            var prompt = new TextPrompt<string>(Markup.Escape(question.In(Language)) + (usual is { Length: > 0 } ? $" [[{Markup.Escape(Cleaned(usual))}]]:" : ":")).AllowEmpty();
            var answer = (await prompt.ShowAsync(_console, ct)).Trim();
            if (answer == Back) return null;
            if (answer.Length == 0 && usual is not null) return usual;
            if (answer.Length == 0) continue;
            if (fault?.Invoke(answer) is not { } wrong) return answer;
            Say(wrong);
        }
    }

    /// <summary>Nothing of it is shown. Null: back; empty: as it was, where there was one.</summary>
    public async Task<string?> AskSecretAsync(Words question, bool mayBeEmpty, CancellationToken ct)
    {
        while (true)
        {
            var prompt = new TextPrompt<string>(Markup.Escape(question.In(Language)) + ":").AllowEmpty().Secret(mask: null);
            var answer = (await prompt.ShowAsync(_console, ct)).Trim();
            if (answer == Back) return null;
            if (answer.Length > 0 || mayBeEmpty) return answer;
        }
    }

    /// <summary>By its number; null: back.</summary>
    public async Task<int?> ChooseAsync(Words question, IReadOnlyList<Words> choices, int usual, CancellationToken ct)
    {
        foreach (var (number, choice) in choices.Index()) Line($"  {number + 1}) {choice.In(Language)}");
        var answer = await AskAsync(question, $"{usual + 1}", text => Number(text) is null ? new($"请输入 1 到 {choices.Count}", $"A number from 1 to {choices.Count}.") : null, ct);
        return answer is null ? null : Number(answer);

        int? Number(string text) => int.TryParse(text, out var number) && number >= 1 && number <= choices.Count ? number - 1 : null;
    }

    public async Task<bool> ConfirmAsync(Words question, bool usual, CancellationToken ct)
    {
        var answer = await AskAsync(question, usual ? "Y/n" : "y/N", text => text[0] is 'y' or 'Y' or 'n' or 'N' or '是' or '否' ? null : new("请回答 y 或 n", "y or n"), ct);
        return answer is null or "Y/n" or "y/N" ? answer is not null && usual : answer[0] is 'y' or 'Y' or '是';
    }

    /// <summary>Shows that something is being done.</summary>
    public Task<T> BusyAsync<T>(Words words, Func<Task<T>> work)
    {
        // A line that wraps would be drawn anew below itself.
        if (_console.Profile.Capabilities.Ansi && _console.Profile.Width >= WidthOfASpinner) return _console.Status().StartAsync(Markup.Escape(words.In(Language)), _ => work());
        Say(words);
        return work();
    }

    /// <summary>Draws a code where the terminal can; the address under it is for those that can not.</summary>
    public void Draw(string text)
    {
        if (QrPicture.Of(text, _console.Profile.Width) is { } picture && _console.Profile.Capabilities is { Ansi: true, Unicode: true, ColorSystem: not ColorSystem.NoColors })
            Console.Error.Write(picture);
        else Say(new Words("这个终端画不出二维码（没有颜色，或者窗口太窄）。", "This terminal can not show the code: it has no colours, or the window is too narrow."));
    }

    private static string Cleaned(string text) => string.Concat(text.Select(c => char.IsControl(c) && c != '\n' ? ' ' : c));
}
