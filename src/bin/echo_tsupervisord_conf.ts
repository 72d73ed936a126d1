import { renderOptionReference } from '../config/reference.ts';
import { renderSample } from '../config/sample.ts';

// Like the reference's, it takes no notice of other words.
process.stdout.write(process.argv.includes('--reference') ? renderOptionReference() : renderSample());
