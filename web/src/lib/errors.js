/** What the gateway refused: status 0 when it could not be reached at all. */
export class ApiError extends Error {
  /** @param {number} status @param {string} code @param {object} [body] */
  constructor(status, code, body = {}) {
    super(body.problem ?? code);
    this.status = status;
    this.code = code;
    this.body = body;
  }
}

const codes = { 400: 'bad_request', 401: 'not_signed_in', 403: 'role', 404: 'not_found', 409: 'changed', 413: 'too_large', 429: 'wait', 503: 'starting', 507: 'disk' };

/** @param {Response} response */
export async function readError(response) {
  let body = {};
  try {
    body = JSON.parse(await response.text()) ?? {};
  } catch {
    // An error without a body, or with a proxy's page.
  }
  // Some routes tell it as RFC 9457 does: the title is what DingTalk calls it.
  if (body.detail && !body.problem) body = { ...body, problem: body.title ? `${body.detail} (${body.title})` : body.detail };
  return new ApiError(response.status, body.error ?? codes[response.status] ?? 'failed', body);
}

const known = new Set(['unreachable', 'bad_request', 'not_signed_in', 'wrong', 'role', 'csrf', 'origin', 'host', 'not_found', 'changed', 'too_large', 'wait', 'starting', 'disk']);

/** The name of its sentence in the dictionary. */
export const errorKey = (error) => `error.${known.has(error?.code) ? error.code : 'failed'}`;
