/** A refusal by the server: problem details of RFC 9457. */
export class Problem extends Error {
  constructor(public readonly status: number, public readonly code: string, message: string, public readonly body: Record<string, unknown>) {
    super(message);
  }
}

/** The server could not be reached: nothing is known of what became of the request. */
export class Unreachable extends Error {}

const base = "/designer/api";
let csrf = "";
export const setCsrf = (value: string) => { csrf = value; };

export interface Sending { body?: unknown; raw?: Blob; type?: string; signal?: AbortSignal }

async function send(method: string, path: string, sending: Sending = {}): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRF"] = csrf;
  if (sending.body !== undefined) headers["Content-Type"] = "application/json";
  if (sending.raw !== undefined) headers["Content-Type"] = sending.type ?? "application/octet-stream";
  let response: Response;
  try {
    response = await fetch(base + path, {
      method, headers, credentials: "same-origin", redirect: "manual",
      ...(sending.signal ? { signal: sending.signal } : {}),
      ...(sending.raw !== undefined ? { body: sending.raw } : sending.body !== undefined ? { body: JSON.stringify(sending.body) } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Unreachable("サーバーにつながりません。");
  }
  if (response.type === "opaqueredirect") throw new Problem(401, "SIGN_IN", "もう一度サインインしてください。", {});
  if (response.ok) return response;
  if (response.status === 502 || response.status === 503 || response.status === 504) throw new Unreachable("サーバーにつながりません。");
  const body = await response.json().catch(() => ({})) as Record<string, unknown>;
  throw new Problem(response.status, String(body.code ?? ""), String(body.detail ?? body.title ?? `処理できませんでした（${response.status}）。`), body);
}

export async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const response = await send(method, path, { ...(body === undefined ? {} : { body }), ...(signal ? { signal } : {}) });
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const get = <T>(path: string, signal?: AbortSignal): Promise<T> => call<T>("GET", path, undefined, signal);
export const post = <T>(path: string, body: unknown = {}, signal?: AbortSignal): Promise<T> => call<T>("POST", path, body, signal);
export const upload = async <T>(method: string, path: string, file: Blob, type: string): Promise<T> => (await send(method, path, { raw: file, type })).json() as Promise<T>;

/** Saves what an address answers as a file. */
export async function download(path: string, name: string): Promise<void> {
  const blob = await (await send("GET", path)).blob();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export const eventsAddress = (draft: string, after: number, client: string): string => `${base}/drafts/${encodeURIComponent(draft)}/events?after=${after}&client=${encodeURIComponent(client)}`;
export const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));
