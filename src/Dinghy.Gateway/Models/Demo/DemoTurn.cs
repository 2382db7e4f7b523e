using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Dinghy.Gateway.Models;

/// <summary>A conversation as the demo model reads it.</summary>
/// <param name="Said">The person's messages, the last one now.</param>
/// <param name="Texts">In the language of the last one.</param>
/// <param name="Picture">The first one of the last message.</param>
/// <param name="ToolResult">What to say of the tool that just ran; null when none did.</param>
internal sealed partial record DemoTurn(IReadOnlyList<string> Said, DemoTexts Texts, DemoPicture? Picture, string? ToolResult)
{
    public string Message => Said.Count == 0 ? "" : Said[^1];

    /// <summary>Without the name that stands before what somebody says in a group: it asks for nothing, and is of no language.</summary>
    public string Words => WordsOf(Message);

    public static DemoTurn Of(IReadOnlyList<ChatMessage> messages)
    {
        var asked = messages.Where(message => message.Role == ChatRole.User).ToList();
        var said = asked.Select(message => message.Text).ToList();
        var texts = DemoTexts.For(IsChinese(WordsOf(said.LastOrDefault() ?? "")));
        var picture = asked.LastOrDefault()?.Contents.OfType<DataContent>().FirstOrDefault();
        return new DemoTurn(said, texts, picture is null ? null : DemoPicture.Of(picture.Data.Span), ResultOf(messages, texts));
    }

    /// <summary>Null: nothing to call for this, or nothing to call it with.</summary>
    public FunctionCallContent? CallFor(DemoRequest request, IList<AITool>? tools)
    {
        var (name, arguments) = request.Topic switch
        {
            DemoTopic.Choices => ("offer_choices", new Dictionary<string, object?>(StringComparer.Ordinal) { ["question"] = Texts.Question, ["options"] = Texts.Choices.Cast<object?>().ToList() }),
            DemoTopic.File => ("send_file", new Dictionary<string, object?>(StringComparer.Ordinal) { ["path"] = request.File ?? DemoModel.FileName }),
            _ => ("", []),
        };
        return tools?.Any(tool => tool.Name == name) == true ? new FunctionCallContent($"demo-{Said.Count}", name, arguments) : null;
    }

    private static string WordsOf(string message) => Speaker().Replace(message, "");

    private static string? ResultOf(IReadOnlyList<ChatMessage> messages, DemoTexts texts)
    {
        if (messages.Count < 2 || messages[^1].Role != ChatRole.Tool) return null;
        if (messages[^2].Contents.OfType<FunctionCallContent>().FirstOrDefault()?.Name != "send_file") return texts.Choose;
        var result = messages[^1].Contents.OfType<FunctionResultContent>().FirstOrDefault()?.Result as string;
        return result?.StartsWith("Not ", StringComparison.Ordinal) == false ? texts.Sent : texts.NotSent;
    }

    /// <summary>Any Han character makes it Chinese; letters without one, English; neither (a number, an emoji), Chinese, as DingTalk is.</summary>
    private static bool IsChinese(string message) =>
        message.AsSpan().IndexOfAnyInRange('\u3400', '\u9fff') >= 0 || !message.Any(char.IsLetter);

    [GeneratedRegex(@"^\[[^\[\]\r\n]{1,100}\] ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Speaker();
}
