namespace Dinghy.DingTalk.Tests.Support;

/// <summary>Robot message bodies in DingTalk's documented and observed shapes.</summary>
internal static class RobotBodies
{
    public const string GroupText = """
        {"senderPlatform":"Mac","conversationId":"cid6EUxampleSg==","atUsers":[{"dingtalkId":"$:LWCP_v1:$q1w2bot=="},{"dingtalkId":"$:LWCP_v1:$ab12==","staffId":"manager75"}],
         "chatbotCorpId":"ding9733d0950000","chatbotUserId":"$:LWCP_v1:$q1w2bot==","openThreadId":"cid6EUxampleSg==","msgId":"msgrK2exampleU+riw==",
         "senderNick":"张三","isAdmin":false,"senderStaffId":"014786028602","senderCorpId":"ding9733d0950000","senderId":"$:LWCP_v1:$Bv1MhAv9==",
         "conversationType":"2","conversationTitle":"测试群","isInAtList":true,"createAt":1708327204136,"sessionWebhookExpiredTime":1708332604316,
         "sessionWebhook":"https://oapi.dingtalk.com/robot/sendBySession?session=66d7c695a90000000000000000deb885",
         "robotCode":"dingoexampledm3k","msgtype":"text","text":{"content":" 你好"}}
        """;

    private const string Head = """{"conversationId":"cidA==","msgId":"msgA==","senderId":"$:LWCP_v1:$a","senderStaffId":"s1","senderNick":"李","conversationType":"1","createAt":1708327204136,"sessionWebhook":"https://oapi.dingtalk.com/robot/sendBySession?session=0","sessionWebhookExpiredTime":1708332604316,""";

    public static IReadOnlyList<string> All { get; } =
    [
        GroupText,
        Head + """ "msgtype":"richText","content":{"richText":[{"text":"你好"},{"type":"picture","downloadCode":"m"},{"type":"at","atName":"李","atUserId":"u"}]}}""",
        Head + """ "msgtype":"picture","content":{"downloadCode":"m","pictureDownloadCode":"m"}}""",
        Head + """ "msgtype":"audio","content":"{\"duration\":4000,\"downloadCode\":\"m\",\"recognition\":\"早\"}"}""",
        Head + """ "msgtype":"video","content":{"duration":"5","videoType":"mp4","downloadCode":"m"}}""",
        Head + """ "msgtype":"file","content":{"spaceId":"2","fileName":"预算.xlsx","downloadCode":"m","fileId":"1"}}""",
        Head + """ "msgtype":"text","originalMsgId":"msgOrig==","text":{"content":"总结","isReplyMsg":true,"repliedMsg":{"msgType":"picture","content":{"downloadCode":"m"}}}}""",
        Head + """ "msgtype":"text","originalProcessQueryKey":"pqk=","chatbotUserId":"$:LWCP_v1:$bot","text":{"content":"再说一遍","isReplyMsg":true,"repliedMsg":{"msgType":"richText","msgId":"msgQ==","senderId":"$:LWCP_v1:$bot","createdAt":1769851600000,"content":{"richText":[{"msgType":"text","content":"早"},{"msgType":"emoji","text":"[微笑]"}]},"repliedMsg":{"msgType":"file","content":{"downloadCode":"f","fileName":"a.pdf"}}}}}""",
        Head + """ "msgtype":"text","quoteMessage":{"msgId":"msgQ==","msgtype":"text","text":{"content":"old"},"senderNick":"王"},"text":{"content":"?"}}""",
        Head + """ "msgtype":"chatRecord","content":{"title":"张三与李四的聊天记录","summary":"[]","chatRecord":"[{\"senderNick\":\"张三\",\"content\":\"早\"}]"}}""",
        Head + """ "msgtype":"interactiveCard","content":{"title":"周报","biz_custom_action_url":"dingtalk://dingtalkclient/page/yunpan?route=previewDentry&spaceId=24&fileId=13&type=file"}}""",
        Head + """ "msgtype":"actionCard","content":{"title":"t","text":"x","actionUrlItemList":[{"actionUrl":"https://a"},{"actionUrl":"https://b"}]}}""",
        Head + """ "errorCode":"20001","errorMessage":"quota"}""",
    ];
}
