/**
 * A trace as one list of moments, in order: { at (ms from the receiving), kind, name, took, good, facts }.
 * The kinds: received, policy, route, command, model, tool, reply, part, closed.
 */
export function timeline(trace) {
  const begin = Date.parse(trace.received_at);
  const since = (iso) => Date.parse(iso) - begin;
  const list = [{ at: 0, kind: 'received', facts: { message: trace.message_id } }];
  if (trace.resumes > 0) list.push({ at: 0, kind: 'resumed', good: false, facts: { times: trace.resumes } });
  if (trace.verdict) list.push({ at: 0, kind: 'policy', name: trace.verdict });
  const run = trace.run;
  if (run) {
    const from = since(run.at);
    if (run.agent) list.push({ at: from, kind: 'route', name: run.agent, facts: { why: run.route } });
    if (run.command) list.push({ at: from, kind: 'command', name: `/${run.command}` });
    for (const ask of run.models ?? []) {
      list.push({
        at: from + (ask.at ?? 0), kind: 'model', name: ask.model, took: ask.took, good: !ask.fault,
        facts: { first: ask.first, input: ask.input, output: ask.output, cached: ask.cached, calls: ask.calls, fault: ask.fault, attempts: (ask.attempts?.length ?? 0) > 1 ? ask.attempts.map((one) => `${one.model} ${one.fault ?? 'ok'}${one.status ? ` ${one.status}` : ''}`).join(' → ') : undefined },
      });
    }
    for (const tool of run.tools ?? []) list.push({ at: from + (tool.at ?? 0), kind: 'tool', name: tool.name, took: tool.took, good: tool.end === 'done' || tool.end === 'held', facts: { end: tool.end } });
  }
  for (const reply of trace.replies ?? []) {
    list.push({ at: since(reply.at), kind: reply.closes ? 'reply' : 'beside', name: reply.state, good: reply.state !== 'dead', facts: { length: reply.length, next: reply.next_at, resent: reply.resent_at } });
    for (const part of reply.parts ?? []) {
      const from = since(part.began_at ?? part.at);
      list.push({ at: from, kind: 'part', name: `${part.number} · ${part.road}`, took: Math.max(0, since(part.at) - from), good: part.state !== 'refused' && part.state !== 'in_doubt', facts: { state: part.state, receipt: part.receipt, error: part.error, length: part.length, attempts: part.attempts > 1 ? part.attempts : undefined, doubts: part.doubts || undefined } });
    }
  }
  if (trace.closed_at) list.push({ at: since(trace.closed_at), kind: 'closed', name: trace.outcome, good: !String(trace.outcome).startsWith('failed') });
  return list.map((one, order) => ({ ...one, order })).sort((a, b) => a.at - b.at || a.order - b.order);
}

/** Until when the last of them lasts, in ms; at least 1. */
export const length = (list) => Math.max(1, ...list.map((one) => one.at + (one.took ?? 0)));
