using System.Globalization;
using Dinghy.DingTalk;
using Dinghy.DingTalk.Messages;
using Dinghy.DingTalk.Workflow;
using Dinghy.Gateway.Diagnostics;
using Dinghy.Gateway.Limits;

namespace Dinghy.Gateway.Workflow;

/// <summary>DingTalk's approvals as the gateway calls them: metered, and patient with what passes.</summary>
/// <param name="apis">Of an account; null: it left the configuration.</param>
/// <param name="gate">Before every call.</param>
/// <param name="log">Named events.</param>
/// <param name="time">The clock.</param>
internal sealed class WorkflowCalls(Func<string, WorkflowApi?> apis, CallGate gate, WorkflowLog log, TimeProvider time)
{
    /// <summary>Where an operator grants what is missing.</summary>
    public const string Console = "https://open-dev.dingtalk.com";

    /// <exception cref="DingTalkApiException">It stays refused.</exception>
    public Task<ProcessInstance> ReadAsync(string account, ProcessInstanceId instance, int tries, CancellationToken ct) =>
        PatientlyAsync(account, tries, (api, inner) => api.GetInstanceAsync(instance, inner), ct);

    /// <summary>Once: whether it may be repeated is for whoever looks at the instance again.</summary>
    /// <exception cref="DingTalkApiException">See <see cref="WorkflowApi.ExecuteTaskAsync"/>.</exception>
    public Task ExecuteAsync(string account, ProcessInstanceId instance, long task, StaffId approver, bool agree, string? remark, CancellationToken ct) =>
        gate.RunAsync(account, DingTalkCall.Workflow, Urgency.Final, async inner =>
        {
            await Api(account).ExecuteTaskAsync(instance, task, approver, agree, remark, inner);
            return true;
        }, ct);

    /// <exception cref="DingTalkApiException">There is none, or it is not told.</exception>
    public Task<Uri> AddressAsync(string account, ProcessInstanceId instance, string fileId, CancellationToken ct) =>
        gate.RunAsync(account, DingTalkCall.Workflow, Urgency.Usual, inner => Api(account).GetAttachmentAsync(instance, fileId, ofComment: false, inner), ct);

    /// <summary>For the operator: what DingTalk refused and what to do about it.</summary>
    public void Tell(ProcessInstanceId instance, long task, string what, DingTalkApiException e) =>
        log.Refused(Printable.Of(instance.Value), task, what, Printable.Of(e.Code), Printable.Of(e.RequestId), Sentence(e));

    /// <summary>The scopes that are missing, in words of DingTalk's console; null: it is something else.</summary>
    public static string? Missing(DingTalkApiException e) => e.Fault != DingTalkFault.Permission ? null
        : e.RequiredScopes.Count > 0 ? string.Join(", ", e.RequiredScopes) : "Workflow.Instance.Read, Workflow.Instance.Write";

    private static string Sentence(DingTalkApiException e) => Missing(e) is { } scopes
        ? $"grant the app {scopes} in the developer console ({Console}, the app, permissions) and publish a version"
        : e.Message;

    private WorkflowApi Api(string account) => apis(account) ?? throw new DingTalkApiException(DingTalkFault.NotFound, "no_account", string.Create(CultureInfo.InvariantCulture, $"account {account} left the configuration"));

    private async Task<T> PatientlyAsync<T>(string account, int tries, Func<WorkflowApi, CancellationToken, Task<T>> call, CancellationToken ct)
    {
        for (var (left, pause) = (tries - 1, TimeSpan.FromSeconds(1)); ; left--, pause = pause * 2 < s_longest ? pause * 2 : s_longest)
        {
            try
            {
                return await gate.RunAsync(account, DingTalkCall.Workflow, Urgency.Usual, inner => call(Api(account), inner), ct);
            }
            catch (DingTalkApiException e) when (left > 0 && Passes(e))
            {
                await Task.Delay(e.RetryAfter is { } wait && wait > pause ? wait < s_longest ? wait : s_longest : pause, time, ct);
            }
        }
    }

    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

    private static bool Passes(DingTalkApiException e) =>
        e.Fault is DingTalkFault.Busy or DingTalkFault.Network or DingTalkFault.Timeout or DingTalkFault.Throttled or DingTalkFault.Banned or DingTalkFault.BadResponse;
}
