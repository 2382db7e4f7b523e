using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Dinghy.Gateway.Knowledge;

namespace Dinghy.Gateway.Tests.Knowledge;

public sealed class RankingTests
{
    [Fact]
    public async Task Short_and_long_questions_in_both_languages_find_the_right_document()
    {
        await using var shelf = new Shelf();
        shelf.Put("leave.md", "# 休假制度\n员工入职满一年享有年假十天，病假另算。").Put("travel.md", "# 差旅报销\n出差住宿每晚不超过五百元，凭发票报销。")
            .Put("it.md", "# VPN\nConnect with the blue client; passwords expire every 90 days.").Put("noise.md", "公司成立于一九九八年，员工很多。");
        await shelf.ScanAsync();
        (await shelf.FindAsync("假", 1)).ShouldBe(["leave.md"]);
        (await shelf.FindAsync("年假", 1)).ShouldBe(["leave.md"]);
        (await shelf.FindAsync("请问我今年还可以休几天年假呢", 1)).ShouldBe(["leave.md"]);
        (await shelf.FindAsync("住酒店能报销多少钱", 1)).ShouldBe(["travel.md"]);
        (await shelf.FindAsync("password expiry", 1)).ShouldBe(["it.md"]);
        (await shelf.FindAsync("ＶＰＮ", 1)).ShouldBe(["it.md"]);
        (await shelf.FindAsync("\"年假\" OR * NEAR( ; DROP TABLE", 1)).ShouldBe(["leave.md"]);
        (await shelf.FindAsync("。。。！")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_words_that_stand_everywhere_those_documents_come_that_have_them_together()
    {
        await using var shelf = new Shelf();
        var text = new StringBuilder();
        for (var i = 0; i < WordRanking.MostRows + 500; i++) text.Append(CultureInfo.InvariantCulture, $"# H{i}\ncommon {(i % 2 == 0 ? "even" : "odd")} {new string('x', 220)}\n");
        shelf.Put("big.md", text.Append("# Last\ncommon even odd together").ToString());
        await shelf.ScanAsync();
        shelf.Files()[0].Chunks.ShouldBeGreaterThan(WordRanking.MostRows);
        (await shelf.FindAsync("common")).Count.ShouldBeGreaterThan(0);
        (await shelf.PassagesAsync("common even odd"))[0].Text.ShouldContain("together");
        (await shelf.PassagesAsync("common together"))[0].Text.ShouldContain("together");
    }

    [Fact]
    public async Task Random_documents_are_found_by_any_word_that_only_they_have()
    {
        var random = new Random(2026);
        await using var shelf = new Shelf();
        const string signs = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经";
        var rare = new List<(string File, string Word)>();
        for (var i = 0; i < 60; i++)
        {
            var word = new string([(char)('\u4e00' + random.Next(0x3000)), (char)('\u4e00' + random.Next(0x3000)), (char)('\u4e00' + random.Next(0x3000))]);
            var text = string.Concat(Enumerable.Range(0, random.Next(50, 3_000)).Select(_ => random.Next(30) == 0 ? '。' : signs[random.Next(signs.Length)]));
            text = text.Insert(random.Next(text.Length), word);
            shelf.Put($"d{i}.txt", text);
            rare.Add(($"d{i}.txt", word));
        }

        await shelf.ScanAsync();
        foreach (var (file, word) in rare) (await shelf.FindAsync(word, 3)).ShouldContain(file, $"seed 2026, {word}");
    }

    [Fact]
    public async Task With_vectors_meaning_finds_what_words_do_not_and_a_dead_endpoint_leaves_words()
    {
        using var endpoint = new Meanings();
        await using var shelf = new Shelf(endpoint);
        shelf.Put("pay.txt", "salary is paid on the tenth").Put("cat.txt", "the office cat is grey").Put("food.txt", "lunch at noon");
        await shelf.ScanAsync();
        (await shelf.FindAsync("when do I get money", 1)).ShouldBe(["pay.txt"]);
        endpoint.Dead = true;
        (await shelf.FindAsync("when do I get money")).ShouldBeEmpty();
        (await shelf.FindAsync("salary", 1)).ShouldBe(["pay.txt"]);
        shelf.Put("bonus.txt", "a bonus comes in spring, as extra money");
        await shelf.ScanAsync();
        endpoint.Dead = false;
        await shelf.ScanAsync();
        (await shelf.FindAsync("wealth")).Take(2).ShouldBe(["bonus.txt", "pay.txt"], ignoreOrder: true);
        endpoint.Keys.ShouldAllBe(key => key == "Bearer k");
    }

    [Fact]
    public async Task Another_model_makes_its_own_vectors_and_a_gone_file_takes_its_own_along()
    {
        using var endpoint = new Meanings();
        await using var shelf = new Shelf(endpoint);
        shelf.Put("pay.txt", "salary").Put("cat.txt", "a cat");
        await shelf.ScanAsync();
        var first = endpoint.Texts;
        await shelf.ScanAsync();
        endpoint.Texts.ShouldBe(first, "nothing changed");
        await shelf.ReopenAsync("m2");
        File.Delete(Path.Combine(shelf.Folder, "cat.txt"));
        await shelf.ScanAsync();
        endpoint.Texts.ShouldBe(first + 1);
        (await shelf.FindAsync("money")).ShouldBe(["pay.txt"]);
    }

    [Fact]
    public void Dots_are_right_for_any_length()
    {
        var random = new Random(7);
        for (var length = 0; length < 200; length++)
        {
            var (a, b) = (Signed(random, length), Signed(random, length));
            VectorShelf.Dot(a, b).ShouldBe(a.Zip(b, (x, y) => x * y).Sum(), $"length {length}");
        }
    }

    [Fact]
    public void Places_in_both_orders_count_more_than_the_first_in_one()
    {
        var passages = Enumerable.Range(0, 4).Select(i => new Passage(i, "f", "x", "", "", $"t{i}", 0)).ToList();
        PassageSearch.Fuse([passages[0], passages[1], passages[2]], [passages[3], passages[1]]).First().Id.ShouldBe(1);
    }

    private static sbyte[] Signed(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => (sbyte)random.Next(-127, 128))];

    /// <summary>An endpoint that knows three meanings: money, animals, food.</summary>
    private sealed class Meanings : HttpMessageHandler
    {
        private static readonly string[][] s_words = [["salary", "money", "bonus", "wealth"], ["cat", "dog"], ["lunch", "food"]];

        public bool Dead { get; set; }

        public int Texts { get; private set; }

        public List<string> Keys { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Dead) return new HttpResponseMessage(System.Net.HttpStatusCode.BadGateway);
            request.RequestUri!.AbsolutePath.ShouldBe("/v1/embeddings");
            Keys.Add(request.Headers.Authorization!.ToString());
            var inputs = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!["input"]!.AsArray().Select(text => text!.GetValue<string>()).ToList();
            Texts += inputs.Count;
            var data = inputs.Index().Select(input => (JsonNode)new JsonObject
            {
                ["index"] = input.Index,
                ["embedding"] = new JsonArray([.. s_words.Select(words => (JsonNode)(words.Any(word => input.Item.Contains(word, StringComparison.OrdinalIgnoreCase)) ? 0.9 : 0.05))]),
            });
            return new HttpResponseMessage { Content = new StringContent(new JsonObject { ["data"] = new JsonArray([.. data.Reverse()]) }.ToJsonString()) };
        }
    }
}
