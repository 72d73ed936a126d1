import { integer } from '../types/numbers.ts';
import { text } from '../types/words.ts';
import { rowMaker } from './row.ts';

const { row, optional } = rowMaker({ expands: 'section', rpc: null, reload: 'group' });

/** What an `[eventlistener:x]` has on top of a program. */
export const EVENTLISTENER = {
  priority: row({
    type: 'integer',
    convert: integer,
    default: '-1',
    rpc: 'group_prio',
    doc: 'Lower numbers start first and stop last; listeners come before programs unless told otherwise.',
  }),
  buffer_size: row({
    type: 'integer',
    convert: integer,
    default: '10',
    doc: 'Events kept while every process of the pool is busy; the oldest is discarded when one more comes.',
  }),
  result_handler: row({
    type: 'module:function',
    convert: text,
    default: 'supervisor.dispatchers:default_handler',
    doc: 'What judges the answers of the listener: the default one, supervisor_stdout:event_handler, or JavaScript, ./file.mjs:function, relative to this file. For other Python code the default one steps in.',
  }),
  events: optional({
    type: 'event types with commas',
    convert: text,
    meaning: 'required',
    sample: 'PROCESS_STATE,TICK_60',
    shown: true,
    doc: 'Event types that the pool is told about; a type stands for its subtypes too.',
  }),
};
