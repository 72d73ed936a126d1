/** The Supervisor release whose behaviour this is. */
export const SUPERVISOR_VERSION = '4.3.0';
