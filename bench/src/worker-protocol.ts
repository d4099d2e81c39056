/** What the runner asks a process of its own, and what comes back. */
export interface Question {
  readonly number: number;
  readonly name: string;
  readonly argument: unknown;
}

export type Answer =
  { readonly number: number; readonly value: unknown } | { readonly number: number; readonly fault: string };

/** The questions that a worker answers, by name: each a function of one argument. */
export type Skills = Readonly<Record<string, (argument: never) => unknown>>;

/** Answers the runner's questions until the runner is gone, by whatever end, and ends then too. */
export function serve(skills: Skills): void {
  process.on('message', (message) => {
    void answer(skills, message as Question);
  });
  process.on('disconnect', () => process.exit(0));
  // A Ctrl-C reaches the whole group of processes; the runner decides when its workers end.
  process.on('SIGINT', () => undefined);
}

async function answer(skills: Skills, { number, name, argument }: Question): Promise<void> {
  try {
    const skill = skills[name];
    if (skill === undefined) throw new Error(`bug: nobody answers "${name}"`);
    tell({ number, value: await skill(argument as never) });
  } catch (error) {
    tell({ number, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

function tell(answer: Answer): void {
  process.send?.(answer);
}
