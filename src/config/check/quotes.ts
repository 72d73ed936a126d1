/** The quote that is open at the end of a shell text, or '' where none is; `open` is what the text starts in. */
export function openQuote(text: string, open: string): string {
  let quote = open;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\\' && quote !== "'") i++;
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
  }
  return quote;
}
