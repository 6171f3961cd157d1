import type { DisturbedLine } from "./disturbed-line.ts";
import type { RunOutcome } from "./soak-run.ts";

/** Sums of the runs of one kind. */
interface Account {
  runs: number;
  completed: number;
  failed: number;
  stopped: number;
  cuts: number;
  connections: number;
  reconnects: number;
  sentSeconds: number;
  confirmedSeconds: number;
  replayedSeconds: number;
  lostSeconds: number;
}

/** What became of the runs of a soak, kind by kind. */
export class Ledger {
  readonly #accounts = new Map<string, Account>();

  /** @param outcome - Undefined for a run that went against the rules. */
  add(kind: string, line: DisturbedLine, outcome: RunOutcome | undefined): void {
    const account = this.#accounts.get(kind) ?? emptyAccount();
    this.#accounts.set(kind, account);
    account.runs++;
    account.cuts += line.cuts;
    account.connections += line.connections;
    if (outcome === undefined) return;
    account[outcome.end]++;
    const { stats } = outcome;
    account.reconnects += stats?.reconnects ?? 0;
    account.sentSeconds += stats?.sentSeconds ?? 0;
    account.confirmedSeconds += stats?.confirmedSeconds ?? 0;
    account.replayedSeconds += stats?.replayedSeconds ?? 0;
    account.lostSeconds += stats?.lostSeconds ?? 0;
  }

  /** How many runs of each kind came to their end. */
  get completed(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#accounts].map(([kind, { completed }]) => [kind, completed]));
  }

  /** As a table of Markdown. Seconds are those of runs that tell them. */
  toString(): string {
    const names = Object.keys(emptyAccount()).map((name) => name.replace("Seconds", " s"));
    const rows = [...this.#accounts].map(([kind, account]) => {
      const cells = Object.values(account).map((value: number) =>
        Number.isInteger(value) ? `${value}` : value.toFixed(1),
      );
      return `| ${[kind, ...cells].join(" | ")} |`;
    });
    return [
      `| kind | ${names.join(" | ")} |`,
      `|---|${names.map(() => "---:|").join("")}`,
      ...rows.sort(),
    ].join("\n");
  }
}

function emptyAccount(): Account {
  return {
    runs: 0,
    completed: 0,
    failed: 0,
    stopped: 0,
    cuts: 0,
    connections: 0,
    reconnects: 0,
    sentSeconds: 0,
    confirmedSeconds: 0,
    replayedSeconds: 0,
    lostSeconds: 0,
  };
}
