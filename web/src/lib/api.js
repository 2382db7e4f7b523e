import { ApiError, readError } from './errors.js';
import { session } from './session.svelte.js';

/**
 * Asks the gateway. Sends the session's CSRF word with everything that writes.
 * @param {string} path below /api, with its query
 * @param {{ method?: string, body?: unknown, signal?: AbortSignal }} [how]
 * @returns {Promise<any>} the JSON, or null where there is none; of 202 and 422 too, since they carry what came of it
 * @throws {ApiError} anything else
 */
export async function api(path, how = {}) {
  const method = how.method ?? 'GET';
  const headers = { Accept: 'application/json' };
  if (how.body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET' && session.who.csrf) headers['X-Dinghy-Csrf'] = session.who.csrf;
  let response;
  try {
    response = await fetch(`/api${path}`, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      body: how.body === undefined ? undefined : JSON.stringify(how.body),
      signal: how.signal,
    });
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new ApiError(0, 'unreachable');
  }
  if (response.ok || response.status === 422) return await readJson(response);
  const error = await readError(response);
  if (error.status === 401 && !path.startsWith('/console/login')) session.ended();
  throw error;
}

export const post = (path, body = {}) => api(path, { method: 'POST', body });

/** Without the empty ones: query({ a: 1, b: '' }) is "?a=1". */
export function query(parts) {
  const given = Object.entries(parts).filter(([, value]) => value !== undefined && value !== null && value !== '' && value !== false);
  return given.length ? `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}` : '';
}

async function readJson(response) {
  if (response.status === 204) return null;
  const text = await response.text();
  if (!text) return null;
  // A route that this build has not may be answered with the page itself.
  if (!(response.headers.get('content-type') ?? '').includes('json')) throw new ApiError(404, 'not_found');
  return JSON.parse(text);
}
