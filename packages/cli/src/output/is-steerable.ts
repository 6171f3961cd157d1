/** Whether lines that have been written can be written over: a terminal, unless it is as dumb as paper. */
export function isSteerable({ isTTY }: { readonly isTTY?: boolean }): boolean {
  return isTTY === true && process.env.TERM !== "dumb";
}
