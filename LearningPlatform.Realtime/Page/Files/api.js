// The Api over HTTP: its envelope, the cookies that sign a browser in, and the CSRF token that goes with them.

const csrfKey = 'csrf-token';

export class ApiError extends Error {
  constructor(status, error) {
    super(error?.message ?? `The server answered ${status}.`);
    this.status = status;
    this.code = error?.code;
  }
}

async function send(method, path, body) {
  const answer = await fetch(`/api/v1${path}`, {
    method,
    headers: {
      ...(body ? { 'Content-Type': 'application/json' } : {}),
      ...(sessionStorage.getItem(csrfKey) ? { 'X-CSRF-Token': sessionStorage.getItem(csrfKey) } : {}),
    },
    body: body ? JSON.stringify(body) : undefined,
  });
  if (answer.status === 204) return null;
  const envelope = await answer.json().catch(() => null);
  if (!answer.ok) throw new ApiError(answer.status, envelope?.error);
  return envelope.data;
}

// One refresh at a time: a refresh token works once.
let refreshing = null;

export function refresh() {
  refreshing ??= send('POST', '/auth/refresh', {})
    .then((tokens) => sessionStorage.setItem(csrfKey, tokens.csrf_token))
    .finally(() => { refreshing = null; });
  return refreshing;
}

// Access tokens live for fifteen minutes; the first answer that says so is answered with a new one.
async function call(method, path, body) {
  try {
    return await send(method, path, body);
  } catch (error) {
    if (error.status !== 401 || path.startsWith('/auth/')) throw error;
    await refresh();
    return send(method, path, body);
  }
}

export const api = {
  get: (path) => call('GET', path),
  post: (path, body = {}) => call('POST', path, body),
  put: (path, body = {}) => call('PUT', path, body),
  delete: (path) => call('DELETE', path),
};

export async function signIn(email, password) {
  const tokens = await send('POST', '/auth/login', { email, password });
  sessionStorage.setItem(csrfKey, tokens.csrf_token);
}

export async function signOut() {
  await send('POST', '/auth/logout').catch(() => {});
  sessionStorage.removeItem(csrfKey);
}

/** Who is signed in; null for nobody. */
export async function whoAmI() {
  if (!sessionStorage.getItem(csrfKey)) return null;
  try {
    return await send('GET', '/auth/profile');
  } catch (error) {
    if (error.status !== 401) throw error;
    return refresh().then(() => send('GET', '/auth/profile')).catch(() => null);
  }
}
