using System.Text;
using Dinghy.Gateway.Configuration;
using Dinghy.Gateway.Moderation;
using Dinghy.Gateway.Tests.Models;
using Dinghy.Gateway.Tests.Support;
using Microsoft.Extensions.AI;
using static Dinghy.Testing.ModelBehaviour;

namespace Dinghy.Gateway.Tests.Moderation;

/// <summary>What models see of personal data, and what comes back.</summary>
public sealed class MaskingTests
{
    private static readonly IReadOnlySet<PersonalKind> s_all = new HashSet<PersonalKind>(Enum.GetValues<PersonalKind>());

    [Theory]
    [InlineData("13812345678", "Phone")]
    [InlineData("+86 138-1234-5678", "Phone")]
    [InlineData("１３８１２３４５６７８", "Phone")]
    [InlineData("138\u200B1234\u200B5678", "Phone")]
    [InlineData("11010519491231002X", "IdCard")]
    [InlineData("11010519491231002x", "IdCard")]
    [InlineData("110105 19491231 002X", "IdCard")]
    [InlineData("6222 0212 3456 7890 128", "BankCard")]
    [InlineData("4111-1111-1111-1111", "BankCard")]
    public void It_is_found_with_blanks_dashes_and_whatever_digits(string value, string kind)
    {
        if (kind == "BankCard" && !PersonalData.Find(value, s_all).Any()) value = Luhn(value);
        var text = $"号码：{value}，谢谢";
        var span = PersonalData.Find(text, s_all).ShouldHaveSingleItem();
        (text.Substring(span.Start, span.Length), span.Kind.ToString()).ShouldBe((value, kind));
    }

    [Theory]
    [InlineData("110105194912310021")] // another check digit
    [InlineData("11010519491331002X")] // no such month
    [InlineData("4111111111111112")] // Luhn
    [InlineData("123456789012345678901234")]
    [InlineData("order 2026112612345678")]
    [InlineData("12812345678")]
    [InlineData("138123456789")]
    public void What_only_looks_like_it_stays(string value) => PersonalData.Find($"n {value} n", s_all).ShouldBeEmpty();

    /// <summary>Numbers anywhere in a request, whatever surrounds them: none is in the bytes that leave, and the answer has them again.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Nothing_personal_is_in_the_bytes_that_leave_and_everything_is_in_what_comes_back(int seed)
    {
        var chance = new Random(seed);
        var secrets = Enumerable.Range(0, 6).Select(_ => Secret(chance)).ToList();
        await using var lab = await ModelHarness.StartAsync(Answer("ok"), Answer("ok"));
        var client = new MaskingChatClient(lab.Client(), s_all);
        var call = new FunctionCallContent("c1", "send", new Dictionary<string, object?> { ["to"] = secrets[2], ["list"] = new List<object?> { "x", secrets[3] }, ["number"] = 13912345678L, ["n"] = 7L });
        List<ChatMessage> request =
        [
            new(ChatRole.System, $"{Noise(chance)}{secrets[0]}{Noise(chance)}"),
            new(ChatRole.User, $"{Noise(chance)}{secrets[1]}{Noise(chance)} and {secrets[0]}"),
            new(ChatRole.Assistant, [new TextContent(secrets[4]), call]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", $"{{\"found\":\"{secrets[5]}\"}}")]),
            new(ChatRole.User, Noise(chance)),
        ];
        await foreach (var _ in client.GetStreamingResponseAsync(request, cancellationToken: TestContext.Current.CancellationToken)) { }
        await client.GetResponseAsync(request, cancellationToken: TestContext.Current.CancellationToken);
        foreach (var sent in lab.Server.Requests)
        {
            var body = sent.Text;
            foreach (var secret in secrets.Append("13912345678"))
            {
                body.ShouldNotContain(secret);
                Digits(body).ShouldNotContain(Digits(secret));
            }

            body.ShouldContain("\"n\\\":7");
        }

        // The memory and the steps keep what was said: the request that was given is as it was.
        (request[1].Text, call.Arguments!["to"], call.Arguments["number"]).ShouldBe((request[1].Text, secrets[2], 13912345678L));
        request[1].Text.ShouldContain(secrets[1]);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Stand_ins_come_back_as_what_they_stand_for_however_the_answer_is_cut(int seed)
    {
        var chance = new Random(seed);
        var (one, two) = (Secret(chance), Secret(chance));
        var model = new FakeModel((messages, _) =>
        {
            // Says back everything that it was shown, in small pieces, and once more as a call.
            var shown = messages[^1].Text;
            var said = $"I read: {shown} PHONEX and PHONEXABC stay.";
            List<AIContent> pieces = [];
            for (var at = 0; at < said.Length;)
            {
                var length = Math.Min(chance.Next(1, 6), said.Length - at);
                if (at + length < said.Length && char.IsLowSurrogate(said[at + length])) length++;
                pieces.Add(chance.Next(8) == 0 ? new TextReasoningContent("hm") : new TextContent(said.Substring(at, length)));
                if (pieces[^1] is TextContent) at += length;
            }

            pieces.Add(new FunctionCallContent("c", "send", new Dictionary<string, object?> { ["text"] = shown, ["in"] = new Dictionary<string, object?> { ["list"] = new List<object?> { shown } } }));
            return pieces.ToAsyncEnumerable();
        });
        var client = new MaskingChatClient(model, s_all);
        var asked = $"{Noise(chance)}{one}{Noise(chance)}{two} {one}";
        var (text, calls) = (new StringBuilder(), new List<FunctionCallContent>());
        await foreach (var update in client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, asked)], cancellationToken: TestContext.Current.CancellationToken))
        {
            text.Append(update.Text);
            calls.AddRange(update.Contents.OfType<FunctionCallContent>());
        }

        text.ToString().ShouldBe($"I read: {asked} PHONEX and PHONEXABC stay.");
        var call = calls.ShouldHaveSingleItem().Arguments!;
        call["text"].ShouldBe(asked);
        ((List<object?>)((Dictionary<string, object?>)call["in"]!)["list"]!)[0].ShouldBe(asked);
        var seen = (await model.AskedAsync())[^1].Text;
        seen.ShouldNotContain(one);
        seen.ShouldContain("X", Case.Sensitive);
    }

    [Fact]
    public async Task The_same_value_has_the_same_stand_in_in_every_request_and_one_of_another_request_means_nothing()
    {
        var model = new FakeModel((messages, _) => new AIContent[] { new TextContent(messages[^1].Text) }.ToAsyncEnumerable());
        var client = new MaskingChatClient(model, s_all);
        (await client.AskAsync("call 13812345678")).Text.ShouldBe("call 13812345678");
        var first = (await model.AskedAsync())[^1].Text;
        (await client.AskAsync("again 13812345678")).Text.ShouldBe("again 13812345678");
        var standIn = first["call ".Length..];
        (await model.AskedAsync())[^1].Text.ShouldBe($"again {standIn}");
        (await client.AskAsync($"what is {standIn}, 13912345678?")).Text.ShouldBe($"what is {standIn}, 13912345678?", "it was somebody else's question");
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 12)];

    private static string Secret(Random chance)
    {
        var digits = chance.Next(3) switch
        {
            0 => $"1{chance.Next(3, 10)}{chance.Next(0, 10)}{chance.Next(0, 100_000_000):00000000}",
            1 => IdCard(chance),
            _ => Luhn($"62{chance.NextInt64(0, 100_000_000_000_000):00000000000000}0"),
        };
        return chance.Next(4) == 0 ? string.Concat(digits.Select(c => char.IsAsciiDigit(c) ? (char)(c - '0' + '０') : c)) : digits;
    }

    private static string IdCard(Random chance)
    {
        var body = $"{chance.Next(110_000, 660_000)}{chance.Next(1950, 2010)}{chance.Next(1, 13):00}{chance.Next(1, 29):00}{chance.Next(0, 1000):000}";
        int[] weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        return body + "10X98765432"[body.Select((c, i) => (c - '0') * weights[i]).Sum() % 11];
    }

    /// <summary>With the last digit that makes it hold.</summary>
    private static string Luhn(string digits)
    {
        foreach (var last in "0123456789")
        {
            var whole = digits[..^1] + last;
            if (PersonalData.Find(whole, s_all).Any(span => span.Kind == PersonalKind.BankCard)) return whole;
        }

        throw new InvalidOperationException($"{digits} is no card.");
    }

    private static string Noise(Random chance) => string.Concat(chance.GetItems(["你好，", " a ", "\n", "😀", "\"", "\\", "**x**", "：", "（", "<b>"], chance.Next(1, 5)));

    private static string Digits(string text) => string.Concat(text.Select(c => c is >= '０' and <= '９' ? (char)(c - '０' + '0') : c));
}
