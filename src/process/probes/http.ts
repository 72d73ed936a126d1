import * as http from 'node:http';
import * as https from 'node:https';

/** The status of a GET. A certificate is not looked at: that an answer comes is what counts. */
export function httpStatus(url: string, signal: AbortSignal): Promise<number> {
  const { get } = url.toLowerCase().startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const request = get(
      url,
      { signal, agent: false, rejectUnauthorized: false } as https.RequestOptions,
      (response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      },
    );
    request.once('error', reject);
  });
}
