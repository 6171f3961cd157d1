import type { Section } from "./finding.ts";

/** The findings for people: a line each, and below it what to do. */
export function diagnosisText(sections: readonly Section[]): string {
  const all = sections.flatMap(({ findings }) => findings);
  const width = Math.max(...all.map(({ check }) => check.length));
  const lines = sections.flatMap(({ title, findings }) => [
    title,
    ...findings.flatMap(({ check, status, message, advice }) => [
      `  ${status.padEnd(7)}  ${check.padEnd(width)}  ${message}`,
      ...(advice ? [`${" ".repeat(width + 13)}${advice}`] : []),
    ]),
    "",
  ]);
  const count = (wanted: string) => all.filter(({ status }) => status === wanted).length;
  const total = `${counted(count("failure"), "failure")}, ${counted(count("warning"), "warning")}`;
  return `${[...lines, total].join("\n")}\n`;
}

function counted(number: number, what: string): string {
  if (number === 0) return `no ${what}s`;
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
