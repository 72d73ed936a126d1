/** Where lines come from: a terminal, or a pipe or file. */
export interface LineInput {
  /** Shows the prompt and waits for a line; null at the end of the input. */
  read(prompt: string): Promise<string | null>;
  /** The same for a secret: nothing of it is shown or remembered. */
  readHidden(prompt: string): Promise<string | null>;
  /** A line that is an action, and worth remembering. */
  readAction(prompt: string): Promise<string | null>;
  close(): void;
}
