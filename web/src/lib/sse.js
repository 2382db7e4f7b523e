import { session } from './session.svelte.js';

/**
 * Listens to a stream of events, and again when it breaks off.
 * @param {string} path below /api
 * @param {Record<string, (data: any) => void>} on by event name
 * @param {(state: 'live'|'waiting'|'missing') => void} [told]
 * @returns {() => void} ends it
 */
export function listen(path, on, told = () => {}) {
  let source;
  let timer;
  let waits = 0;
  let over = false;

  function open() {
    source = new EventSource(`/api${path}`);
    source.onopen = () => {
      waits = 0;
      told('live');
    };
    for (const [name, take] of Object.entries(on)) source.addEventListener(name, (event) => take(parse(event.data)));
    source.onerror = () => {
      if (over || source === undefined) return;
      told('waiting');
      // The browser tries again by itself, but not after an answer that is no stream.
      if (source.readyState === EventSource.CLOSED) askWhy();
    };
  }

  async function askWhy() {
    const stop = new AbortController();
    let status = 0;
    try {
      const response = await fetch(`/api${path}`, { headers: { Accept: 'text/event-stream' }, signal: stop.signal });
      status = response.headers.get('content-type')?.includes('html') ? 404 : response.status;
    } catch {
      // Not reachable: later.
    }
    stop.abort();
    if (over) return;
    if (status === 401) return session.ended();
    if (status === 404 || status === 403) return told('missing');
    timer = setTimeout(open, Math.min(30_000, 1000 * 2 ** waits++));
  }

  // A browser has six connections for all its tabs: one that nobody sees gives up its own.
  function seen() {
    clearTimeout(timer);
    source?.close();
    source = undefined;
    if (!document.hidden) open();
  }

  document.addEventListener('visibilitychange', seen);
  seen();
  return () => {
    over = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
    source?.close();
  };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
