using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dinghy.ConsoleTests.Lab;
using Microsoft.Playwright;

namespace Dinghy.ConsoleTests.Screens;

/// <summary>One screen in a browser: what it complains of, what it asked, and answers given in the gateway's place.</summary>
internal sealed class Screen
{
    /// <summary>Five seconds are little on a machine that is busy.</summary>
    static Screen() => Assertions.SetDefaultExpectTimeout(60_000);

    private readonly List<string> _complaints = [];

    private Screen(IPage page)
    {
        Page = page;
        page.PageError += (_, error) => _complaints.Add(error);
        // Of an answer that is an error the browser complains by itself.
        page.Console += (_, message) => { if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) _complaints.Add(message.Text); };
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Complaints => _complaints;

    public static async Task<Screen> OpenAsync(ConsoleFixture console, string? staffId = ConsoleFixture.Owner, bool english = false, bool dark = false)
    {
        var screen = new Screen(await console.OpenAsync(staffId, english, dark));
        await console.MustBeBuiltAsync(screen.Page);
        return screen;
    }

    /// <summary>Before another gateway, signed in by its token as an address that it printed does it.</summary>
    public static async Task<Screen> OpenAsync(ConsoleFixture console, TestLab lab, bool english)
    {
        var screen = new Screen(await console.OpenAsync(await lab.AdminAddressAsync(), english));
        await screen.Page.GotoAsync($"/login#token={lab.Token}");
        return screen;
    }

    /// <param name="name">As in the address.</param>
    /// <param name="shows">The screen's own name, where it is another.</param>
    public async Task<ILocator> GoAsync(string name, string? shows = null)
    {
        await Page.GotoAsync($"/#/{name}");
        var shown = Page.Locator($"[data-screen='{shows ?? name.Split('/')[0]}']");
        await Assertions.Expect(shown).ToBeVisibleAsync();
        await Assertions.Expect(Page.Locator("[data-state=loading]")).ToHaveCountAsync(0);
        return shown;
    }

    /// <summary>Answers every call of that path below /api, whatever its query: only what the running gateway can not be brought to say.</summary>
    public Task AnswerAsync(string path, string json, int status = 200) =>
        Page.RouteAsync(Below(path), route => route.FulfillAsync(new() { Status = status, ContentType = "application/json", Body = json }));

    /// <summary>Holds back what the gateway answers on that path, whatever its query.</summary>
    /// <param name="path">Below /api.</param>
    /// <param name="read">Told when the first answer is there.</param>
    /// <param name="until">When it is let through.</param>
    public Task DelayAsync(string path, TaskCompletionSource read, Task until) =>
        Page.RouteAsync(Below(path), async route =>
        {
            var answer = await route.FetchAsync();
            read.TrySetResult();
            await until;
            await route.FulfillAsync(new() { Response = answer });
        });

    /// <summary>Does something, and gives what was sent to that path because of it, and how.</summary>
    public async Task<(JsonNode? Body, IRequest Request)> SentAsync(string path, Func<Task> because)
    {
        var request = await Page.RunAndWaitForRequestAsync(because, one => one.Method != "GET" && new Uri(one.Url).AbsolutePath == $"/api{path}");
        return (request.PostData is { Length: > 0 } text ? JsonNode.Parse(text) : null, request);
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static Regex Below(string path) => new($"/api{Regex.Escape(path)}(?:\\?.*)?$", RegexOptions.None, TimeSpan.FromSeconds(1));
}
