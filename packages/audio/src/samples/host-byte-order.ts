/** Whether this machine stores numbers little end first, as audio does: then bytes and samples can share memory. */
export const HOST_IS_LITTLE_ENDIAN: boolean = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
