using Dinghy.DingTalk.Cards;
using Dinghy.DingTalk.Contacts;
using Dinghy.DingTalk.Events;
using Dinghy.DingTalk.Media;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.OpenApi;
using Dinghy.DingTalk.Stream;
using Dinghy.DingTalk.Workflow;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dinghy.DingTalk.Tests.Docs;

/// <summary>The code of docs/library.md, word for word: what stands between the marks is what the page prints.</summary>
internal static class LibrarySamples
{
    public static async Task ListenAsync(DingTalkEndpoints endpoints, string secret, StreamHandler onMessage, StreamHandler onPress, Random chance, TimeProvider time, CancellationToken ct)
    {
        // sample: listen
        var app = new DingTalkApp("dingxxxxxxxx", secret);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
        var stream = new StreamClient(new StreamClientOptions
        {
            App = app,
            Endpoints = endpoints,                           // DingTalkEndpoints.Default, or an emulator's
            Callbacks = new Dictionary<string, StreamHandler>
            {
                [StreamTopics.RobotMessage] = onMessage,
                [StreamTopics.CardCallback] = onPress,
            },
        }, http, time, chance, NullLogger<StreamClient>.Instance);
        await stream.RunAsync(ct);                           // reconnects until cancelled
        // end
    }

    public static ValueTask<StreamReply> Take(StreamFrame frame, Action<RobotMessage> keep)
    {
        // sample: receive
        var reading = RobotMessageReader.Read(frame.Data);
        if (!reading.IsMessage) return new(StreamReply.Malformed);
        keep(reading.Message);                               // store it first: the acknowledgement means "safe"
        return new(StreamReply.Ok);
        // end
    }

    public static string Describe(RobotMessage message)
    {
        // sample: contents
        var said = message.Content switch
        {
            TextContent text => text.Text,
            RichTextContent rich => string.Concat(rich.Parts.OfType<RichTextRun>().Select(run => run.Text)),
            AudioContent { Recognition: { } words } => words,
            ChatRecordContent record => string.Join('\n', record.Lines.Select(line => $"{line.Sender}: {line.Text}")),
            FileContent file => $"[{file.FileName}]",
            _ => $"[{message.MessageType}]",
        };
        if (message.Quote is { FromRobot: true, ProcessQueryKey: { } receipt }) said += $" (about our own message {receipt})";
        else if (message.Quote is { Content: TextContent quoted }) said += $" (about \"{quoted.Text}\")";
        // end
        return said;
    }

    public static async Task AnswerAsync(DingTalkApp app, DingTalkEndpoints endpoints, AccessTokenProvider tokens, HttpClient http, TimeProvider time, RobotMessage message, CancellationToken ct)
    {
        // sample: answer
        var answer = new RobotMarkdown("答复", "**42** @manager75") { At = RobotMentions.Of(new StaffId("manager75")) };
        try
        {
            await new SessionWebhookClient(http, time).SendAsync(message.Webhook!, answer, ct);
        }
        catch (DingTalkApiException e) when (e.Certain)      // it surely did not arrive: the other road
        {
            var robot = new RobotApi(app, endpoints, tokens, http, time);
            await robot.SendToGroupAsync(message.Conversation, answer, ct);
        }
        // end
    }

    public static async Task<RecallResult> ChooseAsync(DingTalkApp app, DingTalkEndpoints endpoints, AccessTokenProvider tokens, HttpClient http, TimeProvider time, ConversationId chat, CancellationToken ct)
    {
        // sample: buttons
        var robot = new RobotApi(app, endpoints, tokens, http, time);
        var receipt = await robot.SendToGroupAsync(chat, new RobotActionCard("选择", "### 要部署吗？",
            [RobotButton.Say("部署", "部署"), new RobotButton("看日志", "https://example.com/log")], ButtonOrientation.Horizontal), ct);

        var sent = new SentMessageApi(app, endpoints, tokens, http, time);
        var readers = await sent.GetGroupReadStatusAsync(chat, receipt, nextToken: null, ct);
        var recalled = await sent.RecallFromGroupAsync(chat, [receipt], ct);
        // end
        readers.State.ShouldBe(SendState.Sent);
        return recalled;
    }

    public static async Task CopyAsync(DingTalkApp app, DingTalkEndpoints endpoints, AccessTokenProvider tokens, HttpClient http, TimeProvider time, FileContent file, StaffId to, System.IO.Stream target, CancellationToken ct)
    {
        // sample: media
        var media = new MediaClient(app, endpoints, tokens, http, time);
        var address = await media.DownloadAsync(file.DownloadCode!, ct);
        using (var download = await media.OpenAsync(address, maxBytes: 20_000_000, deadline: TimeSpan.FromMinutes(2), ct))
            await download.Content.CopyToAsync(target, ct);

        target.Position = 0;
        var uploaded = await media.UploadAsync(MediaKind.File, target, "report.docx", contentType: null, ct);
        await new RobotApi(app, endpoints, tokens, http, time).SendToPersonAsync(to, new RobotFile(uploaded.MediaId, "report.docx"), ct);
        // end
    }

    public static async Task<CardDelivery> GrowAsync(DingTalkApp app, DingTalkEndpoints endpoints, AccessTokenProvider tokens, HttpClient http, TimeProvider time, ConversationId chat, CancellationToken ct)
    {
        // sample: card
        var cards = new CardApi(app, endpoints, tokens, http, time);
        var card = new Card("382e4302-551d-4880-bf29-a30acfab2e71.schema", "answer-0001", new Dictionary<string, string> { [AiCardStatus.Variable] = AiCardStatus.Processing });
        var shown = await cards.CreateAndDeliverAsync(card, CardSpace.Of(chat), ct);

        await cards.UpdateAsync(new CardUpdate(card.OutTrackId, new Dictionary<string, string> { [AiCardStatus.Variable] = AiCardStatus.Inputting }), ct);
        await cards.StreamAsync(new CardFrame(card.OutTrackId, "msgContent", "答案是", StepId: "answer-0001-1"), ct);
        await cards.StreamAsync(new CardFrame(card.OutTrackId, "msgContent", "答案是 **42**", StepId: "answer-0001-2") { IsFinal = true }, ct);
        // end
        return shown;
    }

    public static ValueTask<StreamReply> Press(StreamFrame frame, Func<CardCallback, bool> mayPress, Action<CardCallback> act)
    {
        // sample: press
        if (CardCallbackReader.Read(frame.Data).Callback is not { } press) return new(StreamReply.Malformed);
        if (!mayPress(press)) return new(CardCallbackReply.Nothing.ToStreamReply());
        act(press);                                          // longer work goes elsewhere: DingTalk waits 2 s
        return new(new CardCallbackReply { Data = new Dictionary<string, string> { ["status"] = "已处理" } }.ToStreamReply());
        // end
    }

    public static async Task<(bool InFinance, IReadOnlyList<Contact> People, string Titles)> KnowAsync(DingTalkEndpoints endpoints, AccessTokenProvider tokens, HttpClient http, TimeProvider time, StaffId asker, CancellationToken ct)
    {
        // sample: contacts
        var contacts = new ContactApi(endpoints, tokens, http, time);
        var person = await contacts.GetPersonAsync(asker, ct);
        var titles = person.Roles.Select(role => role.Name);
        var chains = await contacts.ListParentsAsync(asker, ct);       // [[1021, 102, 1]]: the department, its parents, the organisation
        var inFinance = chains.Any(chain => chain.Contains(102));

        var people = new List<Contact>();
        for (long? cursor = 0; cursor is { } from && people.Count < 1000;)
        {
            var page = await contacts.ListPeopleAsync(102, from, ContactApi.MaxPage, ct);
            people.AddRange(page.People);
            cursor = page.Next;
        }
        // end
        return (inFinance, people, string.Join(',', titles));
    }

    public static async Task<string> ApproveAsync(DingTalkEndpoints endpoints, AccessTokenProvider tokens, HttpClient http, TimeProvider time, DingTalkEvent pushed, Func<ProcessInstance, bool> wanted, CancellationToken ct)
    {
        // sample: workflow
        if (EventBodyReader.Read(pushed) is not ProcessTaskEvent { Change: ProcessChange.Start, Task: { } id } asked) return "not a task";
        var workflow = new WorkflowApi(endpoints, tokens, http, time);
        var instance = await workflow.GetInstanceAsync(asked.Instance, ct);
        if (instance.Task(id) is not { Status: ProcessTaskStatus.Running, Approver: { } approver }) return "decided already";
        if (!wanted(instance)) return "left to the approver";
        try
        {
            await workflow.ExecuteTaskAsync(instance.Id, id, approver, agree: true, "按制度第三条", ct);
            return "agreed";
        }
        catch (DingTalkApiException e) when (WorkflowApi.IsOver(e))
        {
            return "decided meanwhile";
        }
        // end
    }
}
