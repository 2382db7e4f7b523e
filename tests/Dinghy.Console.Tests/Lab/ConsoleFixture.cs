using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Dinghy.ConsoleTests.Lab;

/// <summary>One gateway and one browser for all tests of the console.</summary>
[CollectionDefinition(Name)]
public sealed class ConsoleCollection : ICollectionFixture<ConsoleFixture>
{
    public const string Name = "console";
}

/// <summary>
/// The real program beside an emulated DingTalk, and a real Chromium before it. manager75 owns the robot, user001 operates, user002 audits; nobody else
/// may anything. Tests share it, so each leaves what others look at as it was.
/// </summary>
public sealed partial class ConsoleFixture : IAsyncLifetime
{
    public const string Owner = "manager75";
    public const string Operator = "user001";
    public const string Auditor = "user002";

    private static readonly string[] s_chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly List<(string Test, IBrowserContext Window)> _windows = [];
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private TestLab? _lab;

    internal TestLab Lab => _lab ?? throw new InvalidOperationException("The fixture has not started.");

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public string Token => Lab.Token;

    public async ValueTask InitializeAsync()
    {
        _lab = await TestLab.StartAsync(Office.Options);
        Address = await Lab.AdminAddressAsync();
        await Office.FillAsync(this);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = s_chromium.FirstOrDefault(File.Exists) ?? throw new FileNotFoundException("No Chromium is here: apt-get install chromium fonts-noto-cjk"),
            // As root, which tests in a container are, it starts only so.
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--no-proxy-server"],
            Timeout = 120_000,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_lab is not null) await _lab.DisposeAsync();
        _one.Dispose();
    }

    /// <summary>A fresh browser window.</summary>
    /// <param name="staffId">Who has signed in already; null: nobody.</param>
    /// <param name="english">Else the browser speaks Chinese.</param>
    /// <param name="dark">Else it is light.</param>
    public async Task<IPage> OpenAsync(string? staffId = null, bool english = false, bool dark = false)
    {
        var page = await OpenAsync(Address, english, dark);
        if (staffId is not null) await page.Context.AddCookiesAsync([await CookieAsync(staffId)]);
        return page;
    }

    /// <summary>One before another gateway, that nobody has signed in to.</summary>
    public async Task<IPage> OpenAsync(Uri address, bool english = false, bool dark = false)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = address.AbsoluteUri,
            Locale = english ? "en-US" : "zh-CN",
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            TimezoneId = "Asia/Shanghai",
            ViewportSize = new() { Width = 1280, Height = 800 },
        });
        context.SetDefaultTimeout(60_000);
        await LeaveAsync();
        _windows.Add((Test, context));
        return await context.NewPageAsync();
    }

    /// <summary>Windows of tests that have ended: each holds a live stream of its session, which may have a few only.</summary>
    private async Task LeaveAsync()
    {
        foreach (var (test, window) in _windows.Where(one => one.Test != Test).ToList())
        {
            await window.CloseAsync();
            _windows.Remove((test, window));
        }
    }

    private static string Test => TestContext.Current.Test?.UniqueID ?? "";

    /// <summary>Does something as whoever has the home's token.</summary>
    internal async Task<JsonNode> PostAsync(string path, JsonObject body)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        using var answer = await PostAsync(http, $"/api{path}", body);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>The front end is part of the program that is tested; everything else would fail for a reason that it does not name.</summary>
    public async Task MustBeBuiltAsync(IPage page)
    {
        await page.GotoAsync("/");
        if ((await page.ContentAsync()).Contains("not part of this build", StringComparison.Ordinal))
            throw new InvalidOperationException("The program was built without the console's pages, so there is nothing to look at: install Node.js and npm (test.sh does), then build src/Dinghy again.");
    }

    /// <summary>The code that the robot sent, read in the emulated DingTalk.</summary>
    /// <param name="ask">Makes it send one.</param>
    public async Task<string> CodeAsync(Func<Task> ask)
    {
        var before = Lab.World.BotMessages().Count(IsCode);
        await ask();
        var messages = await Lab.BotMessagesAsync(before + 1, IsCode, "a login code");
        return Code().Match(messages[before].Text).Value;
    }

    /// <summary>One code for each person: more than one a minute is not sent.</summary>
    private async Task<Cookie> CookieAsync(string staffId)
    {
        await _one.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!_cookies.TryGetValue(staffId, out var cookie))
            {
                using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Address };
                http.DefaultRequestHeaders.Add("Origin", Address.GetLeftPart(UriPartial.Authority));
                var code = await CodeAsync(() => PostAsync(http, "/api/console/login/code/request", new JsonObject { ["staff_id"] = staffId }));
                using var answer = await PostAsync(http, "/api/console/login/code", new JsonObject { ["staff_id"] = staffId, ["code"] = code });
                _cookies[staffId] = cookie = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
            }

            var parts = cookie.Split('=', 2);
            return new() { Name = parts[0], Value = parts[1], Url = Address.AbsoluteUri, HttpOnly = true, SameSite = SameSiteAttribute.Strict };
        }
        finally
        {
            _one.Release();
        }
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient http, string path, JsonObject body)
    {
        var answer = await http.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        return answer.EnsureSuccessStatusCode();
    }

    private static bool IsCode(BotMessage message) => message.Text.Contains("登录码", StringComparison.Ordinal) || message.Text.Contains("login code", StringComparison.Ordinal);

    [GeneratedRegex("[A-Z2-9]{8}")]
    private static partial Regex Code();
}
