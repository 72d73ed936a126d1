/**
 * What XML-RPC can carry, as JavaScript has it. Whole numbers travel as `int`, others as `double`; a Date is UTC
 * (XML-RPC has no time zones); bytes travel as `base64`.
 */
export type RpcValue =
  | string
  | number
  | boolean
  | null
  | Date
  | Uint8Array
  | readonly RpcValue[]
  | { readonly [name: string]: RpcValue };

export type RpcStruct = { readonly [name: string]: RpcValue };

export interface RpcCall {
  readonly method: string;
  readonly params: readonly RpcValue[];
}

export interface RpcFault {
  readonly code: number;
  readonly string: string;
}

export type RpcResponse =
  | { readonly value: RpcValue; readonly fault?: undefined }
  | { readonly fault: RpcFault; readonly value?: undefined };

/** How deep values may be nested, both ways: deeper than anything in use; a value that contains itself ends here. */
export const MAX_DEPTH = 64;
