import { renderSample } from '../config/sample.ts';

process.stdout.write(renderSample());
