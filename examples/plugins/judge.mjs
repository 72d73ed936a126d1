// A result handler: listeners may answer AGAIN, which is no failure, but the event is theirs once more.

/** @type {import('tsupervisord').ResultHandler} */
export function judge(event, result) {
  const answer = Buffer.from(result).toString();
  if (answer === 'OK') return true;
  if (answer === 'AGAIN') return false;
  throw new Error(`${answer} is no answer to ${event.name}`);
}
