import { renderSample } from '../config/sample.ts';
import { toMarkdown } from '../docs/markdown.ts';
import { optionsPage } from '../docs/options.ts';

// Like the reference's, it takes no notice of other words.
process.stdout.write(process.argv.includes('--reference') ? toMarkdown(optionsPage()) : renderSample());
