/** The user database, as far as a configuration needs it; the native layer offers the same shape. */
export interface Lookups {
  userByName(name: string): UserRecord | null;
  userById(uid: number): UserRecord | null;
  groupByName(name: string): GroupRecord | null;
  groupById(gid: number): GroupRecord | null;
}

export interface UserRecord {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

export interface GroupRecord {
  readonly name: string;
  readonly gid: number;
}
