export { commandWords } from '../config/commandWords.ts';
