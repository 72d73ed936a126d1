/** The name under which Python's syslog module logs for the reference: its filters keep working. */
const IDENT = 'supervisord';

/** Facility user, priority info. */
const PRIORITY = 14;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** What syslog(3) puts before a message, RFC 3164: `<14>Nov  4 10:05:04 supervisord: `, local time. */
export function syslogHeader(time: number): string {
  const second = Math.floor(time / 1000);
  if (second !== cachedSecond) {
    cachedSecond = second;
    cachedText = format(new Date(second * 1000));
  }
  return cachedText;
}

let cachedSecond = Number.NaN;
let cachedText = '';

function format(date: Date): string {
  const day = String(date.getDate()).padStart(2, ' ');
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()].map((value) =>
    String(value).padStart(2, '0'),
  );
  return `<${PRIORITY}>${MONTHS[date.getMonth()]} ${day} ${hours}:${minutes}:${seconds} ${IDENT}: `;
}
