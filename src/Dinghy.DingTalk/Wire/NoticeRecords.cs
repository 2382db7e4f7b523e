using System.Text.Json.Serialization;

namespace Dinghy.DingTalk.Wire;

internal sealed record NoticeTaskQuery([property: JsonPropertyName("agent_id")] long Agent, [property: JsonPropertyName("task_id")] long Task);

/// <summary>Here alone the task is called <c>msg_task_id</c>.</summary>
internal sealed record NoticeRecall([property: JsonPropertyName("agent_id")] long Agent, [property: JsonPropertyName("msg_task_id")] long Task);
